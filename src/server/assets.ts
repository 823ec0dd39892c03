import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
}

/**
 * Serves one file to everybody.
 * @param path address, ends in .css, .js or .svg
 * @param file where it lies
 */
export function serveFile(app: FastifyInstance, path: string, file: URL): void {
  const text = readFileSync(file, 'utf8')
  const mime = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain'
  app.get(
    path,
    {
      config: { access: 'open' },
      schema: {
        summary: `The file ${path}`,
        tags: ['files'],
        response: { 200: { description: 'The file.', content: { [mime]: { schema: { type: 'string' } } } } },
      },
    },
    async (_request, reply) => reply.type(`${mime}; charset=utf-8`).header('cache-control', 'max-age=60').send(text),
  )
}
