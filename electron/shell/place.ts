/** A rectangle as Electron's screen and windows give it. */
interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export const least = { width: 900, height: 600 }
const usual = { width: 1280, height: 840 }

export interface WindowPlace extends Rectangle {
  maximized: boolean
}

/** What a file says of a place, or null when it says something else. By hand: the window opens before zod is loaded. */
export function readPlace(text: string): WindowPlace | null {
  try {
    const { x, y, width, height, maximized } = JSON.parse(text) as Record<keyof WindowPlace, unknown>
    if (![x, y, width, height].every(Number.isInteger) || typeof maximized !== 'boolean') return null
    return { x, y, width, height, maximized } as WindowPlace
  } catch {
    return null
  }
}

/** Where the window was, if a display still shows a good part of it; otherwise its size only, within the display. */
export function fitPlace(place: WindowPlace | null, displays: readonly Rectangle[]): Partial<Rectangle> {
  const [main] = displays
  const within = main ?? { x: 0, y: 0, ...usual }
  const size = {
    width: Math.max(least.width, Math.min(place?.width ?? usual.width, within.width)),
    height: Math.max(least.height, Math.min(place?.height ?? usual.height, within.height)),
  }
  if (place === null) return size
  const visible = displays.some((display) => {
    const across = Math.min(place.x + place.width, display.x + display.width) - Math.max(place.x, display.x)
    const titleShows = place.y >= display.y && place.y < display.y + display.height - 50
    return across > 200 && titleShows
  })
  return visible ? { ...size, x: place.x, y: place.y } : size
}
