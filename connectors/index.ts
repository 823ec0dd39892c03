import type { ConnectorDeclaration } from '../src/kit/connector.ts'
import aliexpress from './aliexpress/index.ts'
import allegro from './allegro/index.ts'
import amazon from './amazon/index.ts'
import dhgate from './dhgate/index.ts'
import kaufland from './kaufland/index.ts'
import mailbox from './mailbox/index.ts'
import otto from './otto/index.ts'
import ozon from './ozon/index.ts'
import webshop from './webshop/index.ts'
import zalando from './zalando/index.ts'

/** The registry: every connector the service knows, one line each. */
export const connectors: readonly ConnectorDeclaration[] = [
  kaufland,
  amazon,
  otto,
  zalando,
  allegro,
  ozon,
  aliexpress,
  dhgate,
  mailbox,
  webshop,
]
