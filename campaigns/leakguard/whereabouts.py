"""Where somebody lives or stood, and when they were born."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from campaigns.leakguard.findings import BLOCK, WARN

COORDINATES = _("Take the coordinates out.")
ADDRESS = _("Take the address out, or name only the country or a big city.")
BIRTH = _("Take the date of birth out; an age, roughly, is enough.")

DECIMAL = re.compile(
    r"(?<![\w.,-])-?[1-8]?\d[.,]\d{3,8}\s?°?\s?[NSСЮnsПнпн]?"
    r"\w?\s{0,2}[,;/ ]\s{0,2}-?1?\d{1,2}[.,]\d{3,8}(?![\w])"
)
DEGREES = re.compile(
    r"\d{1,2}\s?°\s?\d{1,2}(?:[.,]\d+)?\s?['′’]\s?(?:\d{1,2}(?:[.,]\d+)?\s?[\"″”]|''|"
    r"\d{1,2}(?:[.,]\d+)?\s?'')?\s?"
    r"(?:[NSEWСЮВЗ]|пн|пд|зх|усх)?(?:[,;\s]{0,3}\d{1,3}\s?°\s?\d{1,2}(?:[.,]\d+)"
    r"?\s?['′’]\s?(?:\d{1,2}(?:[.,]\d+)?\s?[\"″”]?)?\s?[NSEWСЮВЗ]?)?"
)
PLUS_CODE = re.compile(r"(?<!\w)[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?!\w)")
NAME = r"(?:[^\W_][\w.'’ʼ-]{1,30}[ \u00a0]{1,2}){0,3}[^\W_][\w.'’ʼ-]{0,30}"
HOUSE = (
    r"[,\s\u00a0]{1,3}(?:(?:дом|д|буд|будынак|house|no|nr|№|к|корп|"
    r"m)[.\s]{0,2})?\d{1,4}[а-яa-zА-ЯA-Z]?"
    r"(?:[/-]\d{1,4}[а-яa-z]?)?(?!\w|[.,]\d|\s?(?:€|eur|евро|еўра|euro|zł|%|year|лет|"
    r"год|rok|гад|час|km|км))"
)
STREET_WORD = (
    r"(?:ул\.?|улиц[аеуы]|вул\.?|вуліц[аеуы]|вулиц[яіюі]|просп\.?|проспект\w{0,2}|"
    r"пр-т\w?|пр\.|праспек[тц]\w{0,2}|пер\.|переулк?\w{0,3}|завул\.?|завул\w{1,4}|"
    r"бульвар\w{0,2}|б-р|площад\w{1,2}|плошч\w{1,2}|пл\.|шоссе|шаша|набережн\w{2}|"
    r"тракт\w?|микрорайон\w?|мікрараён\w?|мкр\.?|"
    r"ul\.?|ulic[aęyi]|ulicy|al\.|alej[aiąę]\w{0,2}|plac\w?|pl\.|os\.|osiedl\w{1,2}|"
    r"vulica|vulicy|praspiekt|prospekt|g\.|gatv[ėe]\w?|pr\.|al\.|prospektas)"
)
STREET_FIRST = re.compile(
    rf"(?<!\w){STREET_WORD}[\s\u00a0]{{0,2}}[«\"“]?{NAME}[»\"”]?{HOUSE}", re.IGNORECASE
)
STREET_LAST = re.compile(
    r"(?<!\w)\d{1,4}[a-zA-Z]?,?\s[A-Z][\w'’-]{1,30}(?"
    r":\s[A-Z][\w'’-]{1,30}){0,2}\s(?:Street|St\.|Road|Rd\.|Avenue|Ave\.?|Lane|"
    r"Ln\.|Drive|Square|Boulevard|Blvd\.?)(?!\w)"
    r"|(?<!\w)[A-ZŁŚŻ][\w'’-]{1,30}(?:\s[A-ZŁŚŻ][\w'’-]{1,30}){0,2}\s(?:Street|"
    r"St\.|Road|Avenue|gatvė|g\.|str\.|вуліца|улица|проспект|"
    r"праспект)[,\s]{1,2}\d{1,4}[a-zA-Zа-я]?(?:-\d{1,3})?(?!\w)"
)
STREET_ALONE = re.compile(
    rf"(?<!\w)(?:на|по|na|при|у|"
    rf"on)\s{STREET_WORD}\s?[«\"“]?[A-ZА-ЯЁІЎЁŁŚ][\w'’ʼ-]{{2,30}}"
    r"|(?<!\w)(?:on|in|at)\s[A-Z][\w'’-]{2,30}\s(?:Street|Avenue|Road|Lane|"
    r"Square)(?!\w)"
)
FLAT = re.compile(
    r"(?<!\w)(?:кв\.|кварт[иэ]р[аеы]|flat|apartment|apt\.?|m\.|mieszkani[ae]|пад'езд|"
    r"подъезд)[\s№]{0,2}\d{1,4}(?!\w)",
    re.IGNORECASE,
)
POSTCODE = re.compile(
    r"(?<!\w)(?:индекс\w?|індэкс\w?|postcode|post code|zip|LT-|"
    r"kod pocztowy)[\s:]{0,2}\d{2}-?\d{3,4}(?!\w)",
    re.IGNORECASE,
)

MONTH = (
    r"(?:jan\w*|feb\w*|mar(?:ch|ca|zec)\w*|apr\w*|may|maj\w?|june?|july?|aug\w*|"
    r"sept?\w*|oct\w*|nov\w*|dec\w*|"
    r"январ\w+|феврал\w+|март\w*|апрел\w+|ма[яйе]|июн\w+|июл\w+|август\w*|сентябр\w+|"
    r"октябр\w+|ноябр\w+|декабр\w+|"
    r"студзен\w+|лют\w+|сакавік\w*|красавік\w*|траўн\w+|трав[еня]\w*|чэрвен\w+|"
    r"ліпен\w+|жні[ўв]\w+|верас[ен]\w+|кастрычнік\w*|лістапад\w*|снеж[ан]\w+|"
    r"stycz\w+|lut\w+|kwie\w+|czerw\w+|lip\w+|sierp\w+|wrze\w+|paźdz\w+|listopad\w*|"
    r"grud\w+|"
    r"січ\w+|берез\w+|квіт\w+|черв\w+|лип\w+|серп\w+|верес\w+|жовт\w+|груд\w+)"
)
DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[\s.\u00a0]{{1,2}}(?:of\s)?{MONTH}[\s,]{{1,2}}(?:19|"
    rf"20)\d\d|{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)"
)
BORN = (
    r"(?:born|birth(?:day|date)?|date of birth|d\.?o\.?b\.?|родил\w{1,3}|"
    r"рожден\w{1,3}|рождён\w{0,3}|д\.\s?р\.|д/р|дата рождения|"
    r"нарадзі\w{1,4}|нараджэнн\w|народж\w{1,4}|народи\w{1,4}|urodz\w{1,6}|ur\.|"
    r"gim\w{0,4})"
)
BIRTH_DATE = re.compile(
    rf"(?<!\w){BORN}[^\d\n.!?]{{0,24}}?(?P<date>{DATE})|(?P<before>{DATE})\s?(?:г\.|"
    rf"года|года|гг?\.?|r\.|р\.)?\s?(?:{BORN}|г\.\s?р\.)",
    re.IGNORECASE,
)
BIRTH_YEAR = re.compile(
    rf"(?<!\w){BORN}[^\d\n.!?]{{0,20}}?(?P<date>(?:19|20)\d\d)(?!\d|[./-]\d)|"
    rf"(?P<before>(?:19|20)\d\d)\s?(?:г\.\s?р\.|года рождения|года нараджэння|rocznik)",
    re.IGNORECASE,
)


def whereabouts(text: str) -> Iterator[tuple]:
    """(start, end, rule, severity, advice) of addresses, coordinates and dates of birth."""
    for pattern in (DECIMAL, DEGREES, PLUS_CODE):
        for match in pattern.finditer(text):
            yield *match.span(), "coordinates", BLOCK, COORDINATES
    for pattern in (STREET_FIRST, STREET_LAST, FLAT, POSTCODE):
        for match in pattern.finditer(text):
            yield *match.span(), "address", BLOCK, ADDRESS
    for match in STREET_ALONE.finditer(text):
        yield *match.span(), "address", WARN, ADDRESS
    for pattern, severity in ((BIRTH_DATE, BLOCK), (BIRTH_YEAR, WARN)):
        for match in pattern.finditer(text):
            part = "date" if match["date"] else "before"
            yield *match.span(part), "birth_date", severity, BIRTH
