"""What arrives in NetBox, field by field, and how it is told."""

from delivery_workbench import Workbench, identified, lines, photo


def test_a_device_arrives_with_every_field(workbench: Workbench) -> None:
    own = workbench.netbox.own
    maker = own("Maker")
    hw_id = workbench.queue(
        identified(
            maker,
            "Rack Star 9",
            serial="0012345",
            asset_tag=own("tag"),
            part_number="1E10234",
            category="server",
            mac_addresses="aabb.cc00.1122",
        ),
        photo(1),
        photo(2),
    )
    ran = workbench.replay()
    assert ran.code == 0, ran.out + ran.err
    workbench.all_is_well(delivered=[hw_id])
    assert lines(ran, "op")[hw_id]["netbox_url"]
