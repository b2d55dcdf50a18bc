"""The report as a browser shows it: whole in itself, and harmless whatever is in it."""

import base64
import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import Hwlab, LabelPhoto
from evaluation_folder import INVENTED, Folder, folder_of, without_memory
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from vision_desk import answer, configure, desk
from vision_server import ScriptedServer, says

# Read before any test has a hand in the environment.
_REQUIRED = os.environ.get("HWLAB_TEST_BROWSER", "").strip() == "required"
_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_GPS, _LATITUDE, _DESCRIPTION = 0x8825, 2, 0x010E
_SECRET = "the cellar of the old mill"
_HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


@dataclass(frozen=True, slots=True)
class Shown:
    """A report that was opened, and what the browser did and said meanwhile."""

    page: Page
    file: Path
    folder: Folder
    server: ScriptedServer
    asked_for: list[str]
    said: list[str]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        message = "no browser: install chromium-headless-shell or chromium"
        if _REQUIRED:
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=found)
        yield running
        running.close()


def with_metadata(photo: LabelPhoto, folder: Path) -> LabelPhoto:
    """Return a copy of a photo that says where it was taken."""
    exif = Image.Exif()
    exif[_DESCRIPTION] = _SECRET
    exif.get_ifd(_GPS)[_LATITUDE] = (52.0, 31.0, 12.0)
    copy = folder / "located.jpg"
    with Image.open(photo.path) as image:
        image.save(copy, quality=92, exif=exif)
    return LabelPhoto(copy, photo.truth)


@pytest.fixture
def folder(tmp_path: Path, notebook: LabelPhoto, two_looks: list[LabelPhoto]) -> Folder:
    """Two devices, one with several photos and a name that would like to be markup."""
    located = with_metadata(notebook, tmp_path)
    return folder_of(tmp_path / "photos", ("", [located]), (_HOSTILE, two_looks))


@pytest.fixture
def shown(
    hwlab: Hwlab, home: Path, folder: Folder, scripted: ScriptedServer, browser: Browser
) -> Iterator[Shown]:
    """The report on a model that is right of the one device, and hostile about the other."""
    hostile = answer(manufacturer=_HOSTILE, serial=INVENTED, confidence=1)
    without_memory(scripted).plays(says(answer(manufacturer="Dell", confidence=0.9)), says(hostile))
    configure(home, desk(scripted.url, model=_HOSTILE))
    more = {"manufacturer": "Cisco", "asset_tag": "IT-7"}
    folder.write(**{_HOSTILE: {**folder.truth[_HOSTILE], **more}})
    file = home.parent / "report.html"
    ran = hwlab("eval", folder.path, "--html", file, "--compare", "label", "desk")
    assert (ran.code, f"written: {file}" in ran.err) == (0, True)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    one = Shown(page, file, folder, scripted, [], [])
    page.on("request", lambda request: one.asked_for.append(request.url))
    page.on("console", lambda message: one.said.append(message.text))
    page.on("pageerror", lambda error: one.said.append(str(error)))
    page.goto(file.as_uri())
    yield one
    context.close()


def texts(page: Page, selector: str) -> list[str]:
    return page.locator(selector).all_inner_texts()


def box(page: Page, selector: str) -> dict[str, float]:
    found: Any = page.locator(selector).first.bounding_box()
    assert found is not None
    return {name: float(value) for name, value in found.items()}


def test_the_report_as_a_browser_shows_it(shown: Shown) -> None:
    _has_all_that_was_found(shown)
    _asks_for_nothing_and_runs_nothing(shown)
    _has_photos_without_metadata(shown)
    _stands_side_by_side_where_there_is_room(shown)
    _shows_only_mistakes_where_asked(shown)


def _has_all_that_was_found(shown: Shown) -> None:
    page = shown.page
    assert page.title() == f"hwlab eval {shown.folder.path}"
    assert texts(page, ".device h3") == list(shown.folder.truth)
    first, second = page.locator(".device").all()
    rows = {
        row.locator("td").first.inner_text(): row.locator("td").all_inner_texts()[1:]
        for row in first.locator("tbody tr").all()
    }
    serial = shown.folder.truth["located.jpg"]["serial"]
    assert rows["serial"][:2] == [serial, f"✓ {serial}, proven"]
    assert rows["confidence"][2].endswith("the model's own: 0.90")
    assert first.locator("thead th").all_inner_texts() == [
        *("field", "truth", "label", "desk", "together")
    ]
    # What would be markup is text, and all of it.
    wrong = second.locator("td.wrong").all_inner_texts()
    assert f"✗ {_HOSTILE}" in [text.strip() for text in wrong]
    tag = [row for row in second.locator("tbody tr").all() if "asset tag" in row.inner_text()]
    assert [row.locator("td.missing").count() for row in tag] == [3]
    own = set(second.locator(".said.wrong").all_inner_texts())
    assert own == {f"the model alone: {INVENTED}"}
    assert "desk against label" in page.inner_text("body")
    sizes = page.evaluate("[...document.images].map(one => one.naturalWidth)")
    assert len(sizes) == 4  # the plot, and the photos of both devices
    assert all(size >= 400 for size in sizes)


def _asks_for_nothing_and_runs_nothing(shown: Shown) -> None:
    page = shown.page
    assert [one for one in shown.asked_for if not one.startswith("data:")] == [shown.file.as_uri()]
    assert shown.said == []
    assert page.locator("script").count() == 0
    page.evaluate(
        """address => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'owned'";
            document.body.append(script);
            const image = document.createElement("img");
            image.src = address;
            document.body.append(image);
        }""",
        f"{shown.server.url}/tracker.gif",
    )
    page.wait_for_function("document.images[document.images.length - 1].complete")
    assert page.title() != "owned"
    refused = [one for one in shown.said if "Content Security Policy" in one]
    assert len(refused) == 2
    assert [one.target for one in shown.server.seen if "tracker" in one.target] == []


def _has_photos_without_metadata(shown: Shown) -> None:
    assert _SECRET.encode() in (shown.folder.path / "located.jpg").read_bytes()
    text = shown.file.read_text(encoding="utf-8")
    pictures = [part.split('"')[0] for part in text.split("data:image/jpeg;base64,")[1:]]
    assert len(pictures) == 3
    for one in pictures:
        data = base64.b64decode(one)
        assert _SECRET.encode() not in data
        with Image.open(io.BytesIO(data)) as image:
            assert dict(image.getexif()) == {}
            assert max(image.size) <= 640


def _stands_side_by_side_where_there_is_room(shown: Shown) -> None:
    page = shown.page
    photo, table = box(page, ".device .photos"), box(page, ".device .wide")
    assert photo["x"] + photo["width"] <= table["x"]
    assert abs(photo["y"] - table["y"]) < 2
    both = [one.bounding_box() for one in page.locator(".device").nth(1).locator("img").all()]
    assert both[0] is not None
    assert both[1] is not None
    assert both[0]["y"] == both[1]["y"]
    page.set_viewport_size({"width": 480, "height": 900})
    photo, table = box(page, ".device .photos"), box(page, ".device .wide")
    assert photo["y"] + photo["height"] <= table["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 480


def _shows_only_mistakes_where_asked(shown: Shown) -> None:
    page = shown.page
    visible = [one.is_visible() for one in page.locator(".device").all()]
    assert visible == [True, True]
    page.get_by_label("only where something is wrong").check()
    visible = [one.is_visible() for one in page.locator(".device").all()]
    assert visible == [False, True]
