"""Write every reference page that differs from the code: `python -m reference`."""

from reference.pages import PAGES

for page in PAGES:
    wanted = page.wanted()
    if not page.path.exists() or page.path.read_text(encoding="utf-8") != wanted:
        page.path.write_text(wanted, encoding="utf-8")
        print(f"written: {page.path.name}")
