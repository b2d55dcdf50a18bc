"""Whether the tokens that a server counted can hold what it was sent."""

import io
from collections.abc import Sequence

from PIL import Image

from hwlab_cli.identify.vision.pictures import Picture

# Of models known to us, the thriftiest spends 64 tokens on a picture, and the most lavish one
# for each patch of 14 x 14 pixels, or some 2,900 on a small one that it enlarges.
_FEWEST_FOR_A_PICTURE = 32
_PIXELS_A_PATCH = 14 * 14
_MOST_FOR_A_SMALL_PICTURE = 3000
_MOST_CHARACTERS_A_TOKEN = 10
_FEWEST_CHARACTERS_A_TOKEN = 1


def doubt(prompt_tokens: int | None, text: str, pictures: Sequence[Picture]) -> str:
    """Return what is wrong with the count of a prompt's tokens, empty where it can be right."""
    if not prompt_tokens or not pictures:
        return ""
    least = len(text) // _MOST_CHARACTERS_A_TOKEN + _FEWEST_FOR_A_PICTURE * len(pictures)
    if prompt_tokens < least:
        return (
            f"{prompt_tokens} prompt tokens can't hold the prompt and {_counted(pictures)}: the "
            "server may have cut them off or left them out"
        )
    most = len(text) // _FEWEST_CHARACTERS_A_TOKEN + sum(map(_most_for, pictures))
    if prompt_tokens > most:
        return (
            f"{prompt_tokens} prompt tokens are too many for {_counted(pictures)}: the server may "
            "have read them as text"
        )
    return ""


def _counted(pictures: Sequence[Picture]) -> str:
    return f"{len(pictures)} pictures" if len(pictures) > 1 else "a picture"


def _most_for(picture: Picture) -> int:
    with Image.open(io.BytesIO(picture.jpeg)) as image:
        pixels = image.width * image.height
    return max(_MOST_FOR_A_SMALL_PICTURE, pixels // _PIXELS_A_PATCH)
