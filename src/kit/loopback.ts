import { isIPv4 } from 'node:net'

/** Whether a host is this very machine: nothing that goes there can be read on its way. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
