"""Replies in which the answer is wrapped in something, or is not the only thing there."""

import json
from collections.abc import Iterator
from typing import Any

from reply_devices import DISK, NOTEBOOK, SERVER, SWITCH, SWITCHES, UPS, ZEROS, but
from reply_json import Row, plain, row


def thinking() -> Iterator[Row]:
    draft = '{"manufacturer": "Dell", "model": "DL380", "serial": "WRONG123"}'
    answer = plain(SERVER)
    forms = [
        f"<think>{draft}?</think>{answer}",
        f"<think>\nThe label says HPE.\n</think>\n\n```json\n{answer}\n```",
        f"is it {draft}?\n</think>\n{answer}",
        f"<thinking>{draft}</thinking>\n{answer}",
        f"<THINK>{draft}</THINK>{answer}",
        f"<reasoning>{draft}</reasoning><answer>{answer}</answer>",
        f"<thought>{draft}</thought>{answer}",
        f"[THINK]{draft}[/THINK]{answer}",
        f"◁think▷{draft}◁/think▷{answer}",
        f"<|begin_of_thought|>{draft}<|end_of_thought|><|begin_of_solution|>{answer}<|end_of_solution|>",
        f"<|START_THINKING|>{draft}<|END_THINKING|><|START_RESPONSE|>{answer}<|END_RESPONSE|>",
        f"<seed:think>{draft}</seed:think>{answer}",
        f"<think></think>{answer}",
        f"<think>a</think>{draft.replace('Dell', 'HP')}</think>{answer}",
        f"<think>one <think>two</think> three {draft}</think>{answer}",
        f"<think>{draft}</think>{answer}</think>",
        (
            f"<|channel|>analysis<|message|>{draft}<|end|><|start|>assistant"
            f"<|channel|>final<|message|>{answer}<|return|>"
        ),
        (
            f"<|channel|>analysis<|message|>{draft}<|end|><|start|>assistant"
            f"<|channel|>final <|constrain|>json<|message|>{answer}<|return|>"
        ),
        (
            f"<|channel|>analysis<|message|>{draft}<|end|><|start|>assistant<|channel|>commentary "
            f"to=functions.report <|constrain|>json<|message|>{answer}<|call|>"
        ),
        f"analysisWe should answer. {draft}assistantfinal{answer}",
        f"<|channel>thought\n{draft}\n<channel|>{answer}",
    ]
    for form in forms:
        yield row("thinking", form, SERVER)
    noted = but(DISK, ai_notes="The sticker says </think> and <think>.")
    yield row("thinking", plain(noted), noted)
    unfinished = [
        f"<think>It could be {answer}",
        f"<think>\n{answer}\nWait, let me look again",
        f"<thinking>Hmm {draft}",
        f"[THINK]{answer}",
        f"◁think▷{answer}",
        f"<think>a</think><think>{answer}",
        f"It may be {answer}\n</think>",
        f"<|channel|>analysis<|message|>It is {answer}",
    ]
    for form in unfinished:
        yield row("thinking, never ended", form)


def calls() -> Iterator[Row]:
    for device in (SERVER, ZEROS):
        text = plain(device)
        forms = [
            f'<tool_call>\n{{"name": "report_device", "arguments": {text}}}\n</tool_call>',
            f'{{"name": "report_device", "parameters": {text}}}',
            f'<|python_tag|>{{"name": "report_device", "parameters": {text}}}<|eom_id|>',
            f'[TOOL_CALLS] [{{"name": "report_device", "arguments": {text}}}]',
            f"[TOOL_CALLS]report_device{text}",
            f'{{"type": "tool_use", "id": "toolu_01", "name": "report_device", "input": {text}}}',
            f"<function=report_device>{text}</function>",
            json.dumps({"function_call": {"name": "report", "arguments": text}}),
            json.dumps(
                {
                    "tool_calls": [
                        {
                            "id": "c1",
                            "type": "function",
                            "function": {"name": "report", "arguments": text},
                        }
                    ]
                }
            ),
            json.dumps(
                {
                    "choices": [
                        {
                            "index": 0,
                            "finish_reason": "stop",
                            "message": {
                                "role": "assistant",
                                "content": f"Sure:\n```json\n{text}\n```",
                            },
                        }
                    ],
                    "usage": {"total_tokens": 9},
                }
            ),
            json.dumps(
                {
                    "model": "llava:13b",
                    "message": {"role": "assistant", "content": text},
                    "done": True,
                }
            ),
        ]
        for form in forms:
            yield row("tool call", form, device)
    python = but(ZEROS, "confidence")
    arguments = (
        'manufacturer="Western Digital", model=\'WD40EFRX\', part_number="2E5", serial=000451'
    )
    for form in (
        f"report_device({arguments})",
        f"```tool_code\nprint(report_device({arguments}))\n```",
        f"[report_device({arguments})]",
    ):
        yield row("tool call", form, python)
    names = {
        "manufacturer": "Western Digital",
        "model": "WD40EFRX",
        "part_number": "2E5",
        "serial": "000451",
    }
    parameters = "".join(
        f"<parameter={name}>\n{value}\n</parameter>\n" for name, value in names.items()
    )
    yield row(
        "tool call",
        f"<tool_call>\n<function=report>\n{parameters}</function>\n</tool_call>",
        python,
    )
    pairs = "".join(
        f"<arg_key>{name}</arg_key>\n<arg_value>{value}</arg_value>\n"
        for name, value in names.items()
    )
    yield row("tool call", f"<tool_call>report\n{pairs}</tool_call>", python)
    invoked = "".join(
        f'<parameter name="{name}">{value}</parameter>' for name, value in names.items()
    )
    yield row("tool call", f'<invoke name="report">{invoked}</invoke>', python)
    tags = "".join(f"<{name}>{value}</{name}>" for name, value in names.items())
    yield row("tags", f"<device>{tags}</device>", python)
    yield row(
        "tags",
        f"<?xml version='1.0'?>\n<devices>\n<device>{tags}</device>\n<device><manufacturer>Dell</manufacturer><serial>5RZ1ABC</serial></device>\n</devices>",
        python,
        {"manufacturer": "Dell", "serial": "5RZ1ABC"},
    )
    gemma = '<|tool_call>call:report{manufacturer:<|"|>Western Digital<|"|>,model:<|"|>WD40EFRX<|"|>,part_number:<|"|>2E5<|"|>,serial:<|"|>000451<|"|>}<tool_call|>'
    yield row("tool call", gemma, python)


def wrappers() -> Iterator[Row]:
    for path in (
        ["result"],
        ["device"],
        ["data", "device"],
        ["response", "answer"],
        ["output"],
        ["identification"],
        ["result", "hardware"],
        ["properties"],
        ["final_answer"],
        ["Ergebnis"],
        ["json"],
    ):
        data: Any = DISK
        for name in reversed(path):
            data = {name: data}
        yield row("wrapper", json.dumps(data), DISK)
    yield row(
        "wrapper",
        json.dumps({"status": "ok", "device": but(DISK, "confidence"), "confidence": 0.8}),
        DISK,
    )
    yield row("wrapper", json.dumps({"result": plain(DISK)}), DISK)
    yield row("wrapper", json.dumps({"answer": f"```json\n{plain(DISK)}\n```"}), DISK)
    yield row("wrapper", json.dumps([DISK]), DISK)
    yield row("wrapper", json.dumps({"devices": [DISK]}), DISK)
    yield row("wrapper", json.dumps({"draft": SWITCH, "final": DISK}), DISK)
    yield row("wrapper", json.dumps({"reasoning": "It is {odd}.", "answer": DISK}), DISK)
    yield row("wrapper", json.dumps({"candidates": [DISK, but(DISK, model="Exos X14")]}), DISK)
    yield row(
        "groups",
        json.dumps(
            {
                "identity": {"manufacturer": "Dell", "model": "R630"},
                "identifiers": {"serial": "5RZ1ABC", "asset_tag": "IT-7"},
                "network": {"mac": "a0369f001122"},
            }
        ),
        {
            "manufacturer": "Dell",
            "model": "R630",
            "serial": "5RZ1ABC",
            "asset_tag": "IT-7",
            "mac_addresses": ["A0:36:9F:00:11:22"],
        },
    )
    yield row(
        "groups",
        json.dumps(
            {"manufacturer": "Dell", "model": "R630", "identifiers": {"service_tag": "5RZ1ABC"}}
        ),
        {"manufacturer": "Dell", "model": "R630", "serial": "5RZ1ABC"},
    )
    yield row(
        "parts are not the device",
        json.dumps(
            {
                "manufacturer": "Dell",
                "model": "R630",
                "psu": {"manufacturer": "Delta", "serial": "DELTA123"},
            }
        ),
        {"manufacturer": "Dell", "model": "R630"},
    )
    yield row(
        "parts are not the device",
        json.dumps(
            {
                "manufacturer": "Dell",
                "model": "R630",
                "components": [{"manufacturer": "Intel", "model": "X520", "serial": "A1B2C3D4"}],
            }
        ),
        {"manufacturer": "Dell", "model": "R630"},
    )
    leaves = {
        name: {"value": value, "confidence": 0.9}
        for name, value in but(NOTEBOOK, "confidence").items()
    }
    yield row("leaves", json.dumps(leaves), but(NOTEBOOK, "confidence"))
    yield row(
        "leaves",
        json.dumps(
            {name: {"text": leaf["value"], "source": "label"} for name, leaf in leaves.items()}
        ),
        but(NOTEBOOK, "confidence"),
    )
    yield row(
        "leaves",
        '{"manufacturer": {"value": "Dell"}, "serial": {"value": 0012}, "model": {"value": null, "confidence": 0.1}}',
        {"manufacturer": "Dell", "serial": "0012"},
    )
    yield row(
        "leaves",
        json.dumps(
            {
                "manufacturer": {"name": "Dell", "slug": "dell"},
                "model": ["Latitude 5490"],
                "serial": [{"value": "5RZ1ABC"}],
            }
        ),
        {"manufacturer": "Dell", "model": "Latitude 5490", "serial": "5RZ1ABC"},
    )
    pairs = [{"field": name, "value": value} for name, value in NOTEBOOK.items()]
    yield row("pairs", json.dumps(pairs), NOTEBOOK)
    yield row(
        "pairs",
        json.dumps({"fields": [{"name": one["field"], "value": one["value"]} for one in pairs]}),
        NOTEBOOK,
    )
    yield row("pairs", json.dumps([{name: value} for name, value in NOTEBOOK.items()]), NOTEBOOK)


def several() -> Iterator[Row]:
    two = SWITCHES
    texts = [plain(one) for one in two]
    for form in (
        json.dumps(two),
        json.dumps({"devices": two}),
        json.dumps({"result": {"items": two}}),
        "\n".join(texts),
        " ".join(texts),
        ", ".join(texts),
        "".join(texts),
        ",\n".join(texts),
        f"Two switches:\n{texts[0]}\n{texts[1]}\nDone.",
        f"```json\n{texts[0]}\n```\n```json\n{texts[1]}\n```",
        f"```json\n[\n{texts[0]},\n{texts[1]},\n]\n```",
        f"[{texts[0]}\n{texts[1]}]",
        json.dumps({"device_1": two[0], "device_2": two[1]}),
        json.dumps([{"device": one} for one in two]),
        f"<tool_call>{texts[0]}</tool_call>\n<tool_call>{texts[1]}</tool_call>",
        f"1. {texts[0]}\n2. {texts[1]}",
        f"- {texts[0]}\n- {texts[1]}",
        repr(two),
    ):
        yield row("several", form, *two)
    headed = f"### Device 1\n```json\n{texts[0]}\n```\n\n**Device 2:**\n```json\n{texts[1]}\n```"
    yield row("several", headed, *two)
    three = [SERVER, SWITCH, DISK]
    yield row("several", json.dumps({"devices": three, "count": 3}), *three)
    yield row("several, some empty", json.dumps([SWITCH, {}, None, {"manufacturer": None}]), SWITCH)
    for form in (
        f"{plain(DISK)} {plain(DISK)}",
        json.dumps([DISK, DISK]),
        "\n".join([plain(DISK)] * 40),
        f"{plain(DISK)}\n{json.dumps(DISK, indent=2)}",
        json.dumps([DISK, but(DISK, "confidence", "category")]),
    ):
        yield row("equal ones", form, DISK)
    draft = plain(but(DISK, "confidence", manufacturer="Toshiba", model="MG08"))
    for between in (
        "\nNo, look at the logo.\n",
        "\n\nWait, actually:\n```json\n",
        " or rather ",
        "\nCorrection: ",
    ):
        yield row("draft, then answer", f"{draft}{between}{plain(DISK)}", DISK)
    yield row(
        "draft, then answer", f"First: {draft}\nSecond: {plain(UPS)}\nFinal: {plain(DISK)}", DISK
    )
    yield row(
        "draft, then answer",
        f'{{"manufacturer": "Toshiba", "model": "MG08"\nMy answer: {plain(DISK)}',
        DISK,
    )
    twice = '{"manufacturer": "Dell", "model": "R630", "serial": "5RZ1ABC", "serial": "5RZ1ABD"}'
    yield row("given twice", twice, {"manufacturer": "Dell", "model": "R630", "serial": "5RZ1ABD"})
    corrected = f'{plain(DISK)}\nCorrection: {{"serial": "ZL2A0WXE"}}'
    yield row("draft, then answer", corrected, {"serial": "ZL2A0WXE"})
    yield row(
        "answer, then remarks", f"{plain(DISK)}\nThe model is {{read}} from {{label: top}}.", DISK
    )
    yield row(
        "answer, then remarks",
        f"{plain(DISK)}\n\n- Manufacturer: clear\n- Serial: hard to read",
        DISK,
    )
    yield row("answer, then remarks", f'{plain(DISK)}\n{{"status": "done", "tokens": 12}}', DISK)


WRAPPED = (thinking, calls, wrappers, several)
