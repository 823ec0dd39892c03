/** The shop's colour and what stands legibly on and beside it. */
export interface Accent {
  readonly color: string
  /** White or black, whichever is legible on the colour. */
  readonly text: string
  /** The colour as text on white. */
  readonly link: string
  /** The colour as text on the dark background of a mail program's night mode. */
  readonly linkOnDark: string
}

type Rgb = readonly [number, number, number]

const FALLBACK = '#33506b'
const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [0, 0, 0]
const NIGHT: Rgb = [29, 31, 34]
/** WCAG 2.1, success criterion 1.4.3: contrast of normal text. */
const LEGIBLE = 4.5

/** @param color `#rgb` or `#rrggbb`; anything else gives a quiet blue */
export function accentOf(color: string | undefined): Accent {
  const rgb = parse(color ?? FALLBACK) ?? (parse(FALLBACK) as Rgb)
  return {
    color: hex(rgb),
    text: contrast(rgb, WHITE) >= LEGIBLE ? '#ffffff' : '#000000',
    link: hex(towards(BLACK, rgb, WHITE)),
    linkOnDark: hex(towards(WHITE, rgb, NIGHT)),
  }
}

/** Contrast of two colours by WCAG 2.1: 1 (the same) to 21 (black and white). */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

/** Moves a colour towards white or black until it is legible on the background. */
function towards(goal: Rgb, color: Rgb, background: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const moved = mix(color, goal, share)
    if (contrast(moved, background) >= LEGIBLE) return moved
  }
  return goal
}

const mix = (color: Rgb, goal: Rgb, share: number): Rgb => [
  Math.round(color[0] + (goal[0] - color[0]) * share),
  Math.round(color[1] + (goal[1] - color[1]) * share),
  Math.round(color[2] + (goal[2] - color[2]) * share),
]

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

export function parse(color: string): Rgb | undefined {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color.trim())?.[1]
  if (digits === undefined) return undefined
  const long = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits
  const value = Number.parseInt(long, 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

const hex = (rgb: Rgb): string => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`
