import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type PrimitiveValueListNode,
  type QueryResult,
  type RawBuilder,
  type RootOperationNode,
  sql,
  type UnknownRow,
  type ValueNode,
} from 'kysely'
import { instant, type Instant } from '../domain/time.ts'

/** PostgreSQL's numbers of the types whose values its two drivers give differently. */
export const TYPE = { bytea: 17, int8: 20, date: 1082, timestamptz: 1184 } as const

/**
 * Text from the database as values that are equal on both drivers: int8 and date stay text, a moment is an Instant, bytea is a plain
 * Uint8Array. The embedded driver's own bytea functions are ten times slower (measured with 15 MB).
 */
export const parsers = {
  [TYPE.int8]: (value: string): string => value,
  [TYPE.date]: (value: string): string => value,
  [TYPE.timestamptz]: (value: string): Instant => instant(isoText(value)),
  [TYPE.bytea]: (value: string): Uint8Array => plainBytes(Buffer.from(value.slice(2), 'hex')),
}

/** Values as the embedded driver sends them: text as it is, bytes as bytes (which its types do not say it takes). */
export const serializers = {
  [TYPE.int8]: String,
  [TYPE.date]: String,
  [TYPE.timestamptz]: String,
  [TYPE.bytea]: (value: Uint8Array): string => value as unknown as string,
}

/** `2026-11-22 00:28:50.1+00` → `2026-11-22T00:28:50.1+00:00`. */
function isoText(value: string): string {
  const offset = /[+-]\d\d$/.test(value) ? `${value}:00` : value
  return offset.replace(' ', 'T')
}

function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

/** A value for a jsonb column: stringified here because the drivers disagree about arrays, without what PostgreSQL refuses in text. */
export const json = <T>(value: T): RawBuilder<T> => sql<T>`${jsonText(value)}::jsonb`

export function jsonText(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? storable(inner) : inner)) ?? 'null'
  )
}

/** PostgreSQL's text knows no U+0000, its jsonb no half of a surrogate pair: U+FFFD stands for either. */
export const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed()

/** Makes every text parameter storable, so that no buyer's message can make a statement fail. */
export class StorableTextPlugin implements KyselyPlugin {
  private readonly transformer = new StorableTextTransformer()

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return this.transformer.transformNode(node)
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result)
  }
}

class StorableTextTransformer extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return typeof node.value === 'string' ? { ...node, value: storable(node.value) } : node
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    return { ...node, values: node.values.map((value) => (typeof value === 'string' ? storable(value) : value)) }
  }
}
