import { CONSOLE_ROUTE, htmlAnswer, redirectAnswer } from '../../server/console/route.ts'

/** A page of the demo: for whoever may use the console. */
export const demoPage = (summary: string) =>
  ({ ...CONSOLE_ROUTE, schema: { summary, tags: ['demo'], response: htmlAnswer } }) as const

/** A part of a page, asked for again and again. */
export const demoPart = (summary: string) =>
  ({
    ...CONSOLE_ROUTE,
    schema: {
      summary,
      tags: ['demo'],
      response: {
        200: {
          description: 'The part as it is now.',
          type: 'object',
          required: ['version', 'html'],
          properties: { version: { type: 'string' }, html: { type: 'string' } },
        },
      },
    },
  }) as const

/** Something a person does; `fields` are the names of the form that must be there. */
export const demoAction = (summary: string, fields: readonly string[]) =>
  ({
    ...CONSOLE_ROUTE,
    schema: {
      summary,
      tags: ['demo'],
      response: redirectAnswer,
      ...(fields.length > 0 && {
        body: {
          type: 'object',
          required: fields,
          properties: Object.fromEntries(fields.map((name) => [name, { type: 'string', minLength: 1 }])),
        },
      }),
    },
  }) as const
