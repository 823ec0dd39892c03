import type { CarrierDeclaration } from '../src/kit/carrier.ts'
import dhl from './dhl/index.ts'

/** The registry: every carrier whose events the service can read, one line each. */
export const carriers: readonly CarrierDeclaration[] = [dhl]
