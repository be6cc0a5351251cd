"""Lightness, colour temperature and colour: the little colour science light needs.

Sources: CIE 15 (L*), IEC 61966-2-1 (sRGB), Ottosson 2020 (OKLab), Kang et al. 2002 (the
Planckian locus). Checked in the tests against an independent library.
"""

from __future__ import annotations

from math import cbrt

RGB = tuple[float, float, float]
"""Linear-light sRGB, each 0 to 1."""
LAB = tuple[float, float, float]
"""OKLab: lightness 0-1, and two opponent axes."""


def luminance_of(lightness: float) -> float:
    """Turn CIE lightness L* (0-100) into relative luminance Y (0-1)."""
    if lightness > 8:
        return float(((lightness + 16) / 116) ** 3)
    return lightness / 903.3


def lightness_of(luminance: float) -> float:
    """Turn relative luminance Y (0-1) into CIE lightness L* (0-100)."""
    if luminance > 0.008856:
        return 116 * cbrt(luminance) - 16
    return 903.3 * luminance


def linear(channel: float) -> float:
    """Decode one sRGB channel (0-1) to linear light."""
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def encoded(channel: float) -> float:
    """Encode one linear channel (0-1) as sRGB."""
    return channel * 12.92 if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


def oklab(rgb: RGB) -> LAB:
    """Turn linear sRGB into OKLab."""
    r, g, b = rgb
    long = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    mid = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * mid - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * mid + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * mid - 0.8086757660 * short,
    )


def from_oklab(lab: LAB) -> RGB:
    """Turn OKLab into linear sRGB, clipped into its gamut."""
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    mid = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        min(1.0, max(0.0, 4.0767416621 * long - 3.3077115913 * mid + 0.2309699292 * short)),
        min(1.0, max(0.0, -1.2684380046 * long + 2.6097574011 * mid - 0.3413193965 * short)),
        min(1.0, max(0.0, -0.0041960863 * long - 0.7034186147 * mid + 1.7076147010 * short)),
    )


def chromaticity(rgb: RGB) -> tuple[float, float]:
    """Tell the CIE 1931 x, y of linear sRGB; white for black."""
    r, g, b = rgb
    x = 0.4123907993 * r + 0.3575843394 * g + 0.1804807884 * b
    y = 0.2126390059 * r + 0.7151686788 * g + 0.0721923154 * b
    z = 0.0193308187 * r + 0.1191947798 * g + 0.9505321522 * b
    total = x + y + z
    return (x / total, y / total) if total > 0 else (0.3127, 0.3290)


def planckian(mired: float) -> tuple[float, float]:
    """Tell the CIE 1931 x, y of a white of ``mired`` (40-600; Kang's fit, 1667-25000 K)."""
    m = mired / 1_000
    if mired >= 250:
        x = -0.2661239 * m**3 - 0.2343589 * m**2 + 0.8776956 * m + 0.179910
    else:
        x = -3.0258469 * m**3 + 2.1070379 * m**2 + 0.2226347 * m + 0.240390
    if mired >= 1e6 / 2_222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif mired >= 250:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    return x, y


def white_rgb(mired: float) -> RGB:
    """Tell a white of ``mired`` as linear sRGB, its brightest channel at 1."""
    x, y = planckian(mired)
    cx, cz = x / y, (1 - x - y) / y
    raw = (
        3.2409699419 * cx - 1.5373831776 - 0.4986107603 * cz,
        -0.9692436363 * cx + 1.8759675015 + 0.0415550574 * cz,
        0.0556300797 * cx - 0.2039769589 + 1.0569715142 * cz,
    )
    top = max(raw)
    return (max(0.0, raw[0] / top), max(0.0, raw[1] / top), max(0.0, raw[2] / top))
