"""hwlab from a script: docs/library.md tells of each part."""

from hwlab_cli import identify_photos

found = identify_photos("photo.jpg")
print(found.manufacturer, found.model, found.serial)
print("proven:", ", ".join(found.proven))

from hwlab_cli import Lab, State

with Lab() as lab:
    hw_id = lab.capture(["front.jpg", "rear.jpg"])
    for carried in lab.replay():
        print(carried.intake.hw_id, carried.kind, carried.intake.state, carried.error or "")
    for intake in lab.intakes(State.HELD):
        print(intake.hw_id, "waits for a person:", "; ".join(intake.reasons))
    print(lab.intake(hw_id).netbox_url)

from hwlab_cli import parse_reply

reply = parse_reply('Sure! {"manufacturer": "Dell", "model": "R640", "serial": "7XK2W9Q"}')
print(reply.devices[0].serial, reply.repairs)

from hwlab_cli import HwlabError

try:
    identify_photos("no-such-photo.jpg")
except HwlabError as error:
    print(error.item, error.message, error.hint, int(error.exit_code))
