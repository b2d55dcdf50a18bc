"""The words that labels write in front of their values, in the usual languages.

Collected from labels as they are in the field; each phrase is matched whatever its case,
accents, spacing and dots, since makers vary them and OCR drops them.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """What a value behind a phrase is."""

    SERIAL = "serial"
    MODEL = "model"
    PRODUCT = "product"
    PID = "pid"
    TYPE = "type"
    REGULATORY = "regulatory"
    PART_NUMBER = "part_number"
    ASSET_TAG = "asset_tag"
    MAC = "mac"
    MANUFACTURER = "manufacturer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the vocabulary found in a line: its role and its place."""

    role: Role
    start: int
    end: int


# The longer phrase wins where two begin at one place. A colon at the end means that the
# phrase counts only with one behind it, or alone on its line: too short to be sure otherwise.
_PHRASES: dict[Role, str] = {
    Role.SERIAL: """
        s/n | s-n: | sn | sn# | s.n. | s n° | n/s | ser no | ser# | serial | serial no | serial number
        serial # | serial n° | serial code | sn/serial | system serial number | system s/n
        chassis serial number | chassis serial no | chassis s/n | chassis sn | unit serial number
        product serial number | product s/n | product sn | device serial number | mfg s/n | mfg sn
        service tag | svc tag | service tag (s/n) | servicetag | st: | serial number (s/n)
        serial no (s/n) | s/n (serial number)
        seriennummer | serien-nr | seriennr | serien nr | ser-nr | sernr | fabriknummer
        fabrikationsnummer | fabr-nr | geratenummer | gerate-nr
        n° de serie | no de serie | numero de serie | n° serie | n serie | num serie | nº serie
        n.° de serie | n.º de serie | nro de serie | nro serie | num de serie | numero serie
        matricola | n. matricola | numero di serie | n di serie | n. di serie | numero seriale
        n. seriale | seriale
        serienummer | serienr | serie-nr | serie nr | serienummer (s/n)
        de serie | di serie | serie: | numer seryjny | nr seryjny | sarjanumero | serijski broj | vyrobni cislo | sorozatszam
        serial (s/n) | sno: | s no: | serial-no | serial nr
    """,
    Role.PART_NUMBER: """
        p/n | p.n. | pn | pn# | part no | part number | part # | part# | part: | dp/n | dpn: | dp n:
        prod no | product no | product number | product # | prod id | prodid | product id
        prod number | prod# | sku | sku: | sku no | sku number | article no | article number
        fru p/n | fru pn | fru no | fru | fru# | spare p/n | spare part no | spares: | spare:
        pba | pba no | pba # | assembly p/n | assy p/n | option p/n | option part no | model p/n | mfr p/n | mpn: | mfg p/n
        mtm | mtm-sn | machine type model | type-model | mt-m | m/t-m | ordering p/n | order no
        order code | ordering code | ordering no | order number | catalog no | cat no | cat. no.
        item no | item number | material no | material number | product code
        artikelnr | artikel-nr | artikelnummer | art-nr | art nr | artnr | bestell-nr | bestellnr
        bestellnummer | teilenummer | teile-nr | teilenr | mat-nr | materialnummer | sachnummer
        produktnr | produktnummer | produkt-nr
        ref: | reference: | ref produit | reference produit | n° de piece | no de piece
        numero de piece | n° d'article | code produit | code article
        codice: | codice prodotto | cod art | cod. articolo | codice articolo | cod prodotto
        referencia: | n° de pieza | n.º de pieza | numero de pieza | codigo: | codigo de producto
        onderdeelnummer | onderdeelnr | bestelnummer | artikelcode
        customer p/n | oem p/n | hp p/n | hpe p/n | dell p/n | ibm p/n | emc p/n
    """,
    Role.MODEL: """
        model | model no | model number | model name | model # | model# | model n° | model id
        model code | model nr | mod | mod. | mod no | mdl | mdl: | m/n | m/n: | mn: | model/type
        model:type | modell | modell-nr | modellnr | modellnummer | modellbezeichnung
        typenbezeichnung | geratetyp | modele | modele n° | n° de modele | no de modele
        numero de modele | modelo | modelo n° | n.º de modelo | n° de modelo | numero de modelo
        modello | modello n° | n. modello | numero modello | numero di modello
        modelnr | modelnummer | model-nr | model no. | models
        product model | device model | system model | product family
    """,
    Role.PRODUCT: """
        product name | product: | prod name | produktname | produkt: | produit: | prodotto:
        producto: | device: | device name | device type | name: | description: | desc: | item:
    """,
    Role.PID: "pid | pid: | pid vid | product id (pid) | pid/vid | p/id",
    Role.TYPE: "type | typ: | machine type | m/t: | mt: | tipo: | type no | type number",
    Role.REGULATORY: """
        reg model | reg. model | reg model no | regulatory model | regulatory model number
        regulatory model no | regulatory model id | reg type | reg type no | regulatory type
        reg. type no. | regulatory type no | reg id | rmn: | rmn | reg mod
        regulatory modelnummer | modele reglementaire | regulatory
    """,
    Role.ASSET_TAG: """
        asset | asset tag | asset no | asset number | asset id | asset # | asset# | asset tag no
        asset code | assettag | property tag | property no | property id | property #
        inventory no | inventory number | inventory id | inventory # | inventory tag | inv no
        inv. no. | inv-nr | inv nr | inv# | inventarnummer | inventar-nr | inventarnr | inventar nr
        inventar | anlagennummer | anlagen-nr | anlagennr | equipment no | equipment id
        n° d'inventaire | no d'inventaire | numero d'inventaire | n° inventaire | inventaire
        n. inventario | numero inventario | numero di inventario | n.º de inventario
        n° de inventario | numero de inventario | inventario
        inventarisnummer | inventarisnr | inventaris | fixed asset | tag no | it asset | ci number
    """,
    Role.MAC: """
        mac | mac: | mac address | mac addr | mac add | mac id | mac no | mac 1 | mac1 | mac-1 | mac0
        base mac | base mac address | system mac | chassis mac | ethernet mac | eth mac | lan mac
        wan mac | wifi mac | wlan mac | wi-fi mac | bt mac | bluetooth mac | bmc mac | ipmi mac
        ilo mac | idrac mac | idrac mac address | lom mac | nic mac | port mac | mgmt mac | mac id
        mac-adresse | macadresse | adresse mac | direccion mac | indirizzo mac | mac-adres | mac adres
        ethernet address | ethernet id | lan address | eth0 | eid | ea: | ipmi: | bmc: | ilo: | idrac: | lan1: | lan2: | node id
        hw addr | hardware address | physical address | mac (lan) | mac(lan) | lan1 mac | lan2 mac
    """,
    Role.MANUFACTURER: """
        manufacturer | mfr | mfr: | mfg by | manufactured by | made by | hersteller | fabricant
        fabbricante | fabricante | fabrikant | vendor | brand | marke | marque | marca | merk
    """,
    Role.OTHER: """
        wwn | wwpn | wwnn | wwid | wwn/eui | eui: | eui64 | guid | node guid | uuid | psid | fcc id
        fcc: | ic: | ic id | ised | upc | upc code | ean | gtin | dcm | fw: | f/w | fw rev
        firmware | fw ver | fw version | hw: | h/w | hw rev | hw ver | h/w ver | hardware version
        rev | rev no | revision | rev level | ver | version | vid | clei | clei code | r/n
        express service code | express svc code | exp svc code | ex code | express code | esc:
        date: | mfg date | mfd | mfg | dom | date code | d/c | dc: | manufacture date
        date of manufacture | manufacturing date | production date | herstelldatum | datum:
        baujahr | date de fabrication | fecha: | data: | wk: | lba | lbas | capacity: | cap:
        kapazitat: | drive: | input | output | rated | rating: | power: | max power | voltage:
        current: | frequency: | eingang | ausgang | entree | sortie | ingresso | uscita | entrada
        salida | ac input | dc output | alimentacion | alimentazione | alimentation
        password | passwort | kennwort | pwd: | pass: | ilo password | default password
        admin password | key: | wlan key | wpa key | wi-fi key | wifi key | network key | pin:
        wlan-netzwerkschlussel | wlan-netzwerkschluessel | wlan-funknetz | funknetz | wlan-name
        fritz!box-kennwort | clave wifi | clave | red wifi | cle wifi | cle de securite
        ssid | wifi name | network name | username | user: | login | admin: | default ip | ip:
        ip address | url: | cwmp-account | cwmp | warranty | garantie: | batch: | batch no | lot:
        lot no | lot # | charge: | imei | iccid | meid | msip | kcc: | kcc id | cmiit id | anatel
        bsmi: | vcci: | nom: | tan | tan no | top assy | assy: | assembly: | contains fcc id
        contains ic | country: | country of origin | coo: | made in | assembled in | product of
        origin: | hergestellt in | fabrique en | fabricado en | config: | configuration: | option:
        options: | memory: | ram: | cpu: | processor: | hdd: | ssd: | qty | quantity: | weight:
        gewicht: | po: | po no | order: | site: | location: | room: | owner: | property of
        eigentum | contact: | phone: | tel: | support: | help: | certification: | pcb: | board:
        mb: | speed: | interface: | form factor | size: | color: | ssn: | asy | mlc | mod id
        product version | hvin | pmn: | rsn | gtin-13 | ean-13 | ean13 | upc-a | cpn | customer:
        host: | bios: | license: | licence: | sata: | sas: | pcie:
    """,
}

_SHORT = 3
_GLUED = {"s/n", "p/n", "dp/n"}
_GLUE = r"[\s./_\-]{0,3}"
_MARKS = str.maketrans({"°": "o", "º": "o", "ª": "a", "’": "'", "＃": "#", "：": ":"})


def folded(text: str) -> str:
    """Return the text in lower case without accents, each character in its own place."""
    return "".join(_folded_character(character) for character in text.translate(_MARKS))


def phrases(line: str) -> list[Phrase]:
    """Find the vocabulary's phrases in a line of print, from left to right."""
    plain = folded(line)
    pattern, roles = _compiled()
    found: list[Phrase] = []
    for match in pattern.finditer(plain):
        number = match.lastindex or 0
        start, end = match.span(number)
        if _ends_here(line, plain, start, end):
            found.append(Phrase(roles[number], start, end))
    return found


def role_of(key: str) -> Role | None:
    """Return the role of a key in `key=value` data, None for one that is not known."""
    plain = folded(key).strip()
    pattern, roles = _compiled()
    match = pattern.match(plain + ":")
    if match is None or match.end() < len(plain.rstrip(" :#.")):
        return None
    return roles[match.lastindex or 0]


def _ends_here(line: str, plain: str, start: int, end: int) -> bool:
    if end == len(line) or not plain[end].isalnum():
        return True
    # OCR glues words: `SerialNo.CZJ0` and `AssetIT-1` still show where the phrase ends.
    following, last = line[end], line[end - 1]
    if plain[start:end] in _GLUED:
        return following.isdigit() or following.isupper()
    return end - start > _SHORT and (
        following.isdigit() or (following.isupper() and last.islower())
    )


@cache
def _compiled() -> tuple[re.Pattern[str], dict[int, Role]]:
    entries = {
        (phrase.strip(), role)
        for role, text in _PHRASES.items()
        for line in text.splitlines()
        for phrase in line.split("|")
        if phrase.strip()
    }
    # MikroTik numbers the addresses of its ports.
    entries |= {(f"e{port:02}:", Role.MAC) for port in range(1, 65)}
    ordered = sorted(entries, key=lambda entry: (-len(entry[0]), entry[0]))
    roles: dict[int, Role] = {}
    parts = []
    for number, (phrase, role) in enumerate(ordered, start=1):
        colon = r"(?=[\s.]{0,2}[:#]|[\s.]*$)" if phrase.endswith(":") else ""
        words = re.findall(r"[^\s./_\-]+|/", folded(phrase.rstrip(":")))
        body = _GLUE.join(r"\s?/\s?" if word == "/" else re.escape(word) for word in words)
        parts.append(f"({body}){colon}")
        roles[number] = role
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(parts) + ")"), roles


def _folded_character(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[0]
    lower = base.lower()
    return lower if len(lower) == 1 else character
