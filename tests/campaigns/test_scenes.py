from campaigns import scenes

OWN = {
    "key": "0" * 32,
    "width": 1200,
    "height": 800,
    "origin": "generated",
    "alt": {"en": "A lamp"},
}


def picture(own=None, language="en"):
    return scenes.picture_of(own, "8kq2mwx3za", language)


def test_a_picture_says_where_it_comes_from():
    made = picture(OWN)
    photo = picture(OWN | {"origin": "photo_with_consent"})

    assert made.caption == "Illustration made with AI. It shows no real person or place."
    assert made.is_generated
    assert photo.caption == "Photograph, shown with consent."
    assert not photo.is_generated


def test_a_picture_is_served_from_here_by_its_random_name():
    assert picture(OWN).small == f"/media/pictures/{'0' * 32}-640.webp"
    assert picture(OWN).large == f"/media/pictures/{'0' * 32}-1200.webp"


def test_a_description_says_which_language_it_is_in():
    assert (picture(OWN, "be").alt, picture(OWN, "be").alt_language) == ("A lamp", "en")


def test_a_small_picture_is_not_said_to_be_wide():
    small = picture(OWN | {"width": 500, "height": 250})

    assert (small.small_width, small.large_width) == (500, 500)
    assert small.shown_height == 160


def test_without_a_picture_it_is_always_the_same_scene():
    assert picture() == picture()
    assert picture().alt
    assert picture().caption == "Drawn for this site. It shows no real person or place."


def test_every_scene_is_somebodys():
    ids = [f"{number:010}" for number in range(100)]

    assert len({scenes.picture_of(None, one, "en").large for one in ids}) == len(scenes.SCENES)
