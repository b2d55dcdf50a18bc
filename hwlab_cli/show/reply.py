"""What was made of a model's reply, for people: its devices as cards, then how they were read."""

import sys

from hwlab_cli.identify.reply.answer import Reply
from hwlab_cli.show.card import card
from hwlab_cli.show.plain import harmless


def cards(reply: Reply, name: str) -> None:
    """Write the devices of a reply to stdout, a card each."""
    count = len(reply.devices)
    for number, device in enumerate(reply.devices, start=1):
        card(device, f"device {number} of {count}  {name}" if count > 1 else name, [])
    if reply.truncated:
        sys.stdout.write("The reply was cut short: there may be more to it.\n")
    if reply.repairs:
        sys.stdout.write("To read it took:\n")
        sys.stdout.writelines(f"  {harmless(repair)}\n" for repair in reply.repairs)
    sys.stdout.flush()
