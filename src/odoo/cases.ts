import type { Cases, Decisions, TrackingMarks } from './case-ports.ts'

/** Cases on tickets and orders: only the addon has a place for them. */
export function createCases(): Cases {
  return { hasPlace: () => Promise.resolve(false), show: () => Promise.resolve() }
}

export function createDecisions(): Decisions {
  return { open: () => Promise.resolve([]), settle: () => Promise.resolve() }
}

export function createTrackingMarks(): TrackingMarks {
  return { show: () => Promise.resolve() }
}
