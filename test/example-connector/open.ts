import { checkAnswer, plainType } from '../../src/kit/answer-rules.ts'
import type { ConnectorPorts, OpenConnector } from '../../src/kit/connector.ts'
import { fetchOfferedFile } from '../../src/kit/offered-file.ts'
import { cornerClient } from './client.ts'
import type { CornerSettings } from './config.ts'
import { manifest, messageRules } from './manifest.ts'
import { pass, thread } from './pass.ts'

/** Opens a seller account at Corner Shop. */
export function openCorner(settings: CornerSettings, ports: ConnectorPorts): OpenConnector {
  const client = cornerClient(settings, ports)
  return {
    async check() {
      await client.conversations({ since: ports.clock.now(), offset: 0 })
      return { detail: `${manifest.label} takes the key` }
    },
    messages: {
      pull: (start) => pass(start, client),
      thread: (conversation) => thread(client, conversation),
      fetchFile: (file) => fetchOfferedFile(ports.http, file, manifest.label),
    },
    async reply(conversation, { text, files }) {
      checkAnswer({ text, files }, messageRules, manifest.label)
      await client.postMessage(conversation, {
        text,
        files: files.map(({ filename, mimeType, bytes }) => ({
          name: filename,
          type: plainType(mimeType),
          data: Buffer.from(bytes).toString('base64'),
        })),
      })
    },
  }
}
