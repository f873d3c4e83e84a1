import { z } from 'zod'

/** A rectangle as Electron's screen and windows give it. */
interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export const least = { width: 900, height: 600 }
const usual = { width: 1280, height: 840 }

export const placeSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  maximized: z.boolean(),
})
export type WindowPlace = z.infer<typeof placeSchema>

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
