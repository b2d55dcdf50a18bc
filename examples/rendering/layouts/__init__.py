"""Label layouts by name; each draws a made-up device of one maker."""

import random
from collections.abc import Callable
from typing import Final

from ..artwork import Label
from . import cisco, components, computers, dell, drives, hpe, languages, networks, owners, power

Layout = Callable[[random.Random], Label]

LAYOUTS: Final[dict[str, Layout]] = {
    "apc-ups": power.apc_ups,
    "arista-switch": networks.arista,
    "asset-sticker": owners.asset_sticker,
    "asus-gpu": components.graphics_card,
    "avm-router-de": languages.german_router,
    "cisco-chassis": cisco.chassis,
    "cisco-meraki": cisco.meraki,
    "cisco-rear-sticker": cisco.rear_sticker,
    "dell-notebook": dell.notebook,
    "dell-psu": dell.power_supply,
    "dell-server": dell.server,
    "dell-service-tag": dell.service_tag,
    "delta-psu": power.delta_supply,
    "eaton-ups-fr": power.eaton_ups,
    "epson-printer-it": languages.italian_printer,
    "fortinet-firewall": networks.fortinet,
    "hp-notebook": hpe.notebook,
    "hp-workstation-asset": owners.workstation,
    "hpe-pull-tab": hpe.pull_tab,
    "hpe-server": hpe.server,
    "iiyama-monitor-fr": languages.french_monitor,
    "intel-drive": drives.intel_drive,
    "intel-mini-pc": computers.mini_pc,
    "intel-nic": components.intel_nic,
    "juniper-chassis": networks.juniper,
    "kingston-memory": components.kingston_memory,
    "lancom-router-de": languages.lancom,
    "lenovo-server": computers.lenovo_server,
    "lenovo-thinkpad": computers.thinkpad,
    "mellanox-nic": components.mellanox_nic,
    "mikrotik-router": networks.mikrotik,
    "netgear-switch": networks.netgear,
    "philips-monitor-nl": languages.dutch_monitor,
    "qnap-storage": computers.qnap,
    "raritan-pdu": power.raritan_pdu,
    "raspberry-pi": components.raspberry_pi,
    "ruckus-access-point-asset": owners.access_point,
    "samsung-drive": drives.samsung,
    "samsung-memory": components.samsung_memory,
    "seagate-drive": drives.seagate,
    "supermicro-server": computers.supermicro,
    "synology-carton": computers.synology,
    "toshiba-drive": drives.toshiba,
    "tp-link": networks.tp_link,
    "transceiver": components.transceiver,
    "ubiquiti": networks.ubiquiti,
    "ubiquiti-carton": networks.ubiquiti_carton,
    "wd-drive": drives.western_digital,
    "zyxel-router-es": languages.spanish_router,
}
