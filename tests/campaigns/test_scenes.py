from django.contrib.staticfiles import finders
from PIL import Image

from campaigns import scenes

OWN = {
    "key": "0" * 32,
    "width": 1200,
    "height": 800,
    "origin": "generated",
    "alt": {"en": "A lamp"},
}


def picture(own=None, language="en"):
    return scenes.picture_of(own, 7, language)


def test_a_picture_says_where_it_comes_from():
    made = picture(OWN)
    photo = picture(OWN | {"origin": "photo_with_consent"})

    assert made.caption == (
        "Made with AI, so that nobody can be recognised. It shows no real person or place."
    )
    assert photo.caption == "Photograph, shown with consent."


def test_a_picture_is_served_from_here_by_its_random_name():
    own = f"/media/pictures/{'0' * 32}"

    assert picture(OWN).small == f"{own}-480.webp"
    assert picture(OWN).plain == f"{own}-800.jpg"
    assert picture(OWN).webp == f"{own}-480.webp 480w, {own}-800.webp 800w, {own}-1200.webp 1200w"
    assert picture(OWN).jpeg == picture(OWN).webp.replace(".webp", ".jpg")


def test_a_description_says_which_language_it_is_in():
    assert (picture(OWN, "be").alt, picture(OWN, "be").alt_language) == ("A lamp", "en")


def test_a_small_picture_is_not_said_to_be_wide():
    small = picture(OWN | {"width": 500, "height": 250})

    assert [one.split()[1] for one in small.webp.split(", ")] == ["480w", "500w"]
    assert small.shown_height == 160


def test_without_a_picture_it_is_always_the_same_scene():
    assert picture() == picture()
    assert picture().alt
    assert picture().caption == "Drawn for this site. It shows no real person or place."


def test_neighbours_on_a_list_have_different_scenes():
    """The widest list stands in rows of three: beside, above and aslant nothing comes twice."""
    shown = [scenes.picture_of(None, number, "en").plain for number in range(100)]

    for distance in (1, 2, 3, 4):
        pairs = zip(shown, shown[distance:], strict=False)
        assert all(one != other for one, other in pairs), distance
    assert len(set(shown)) == len(scenes.SCENES)


def test_every_file_of_every_scene_is_there():
    for number in range(len(scenes.SCENES)):
        shown = scenes.picture_of(None, number, "en")
        for one in f"{shown.webp}, {shown.jpeg}".split(", "):
            address, width = one.split()
            path = finders.find(address.removeprefix("/static/"))
            assert f"{Image.open(path).width}w" == width
