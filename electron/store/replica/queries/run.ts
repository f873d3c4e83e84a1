import type { IpcInput, IpcOutput } from '../../../../contract/ipc.ts'
import type { QueryName } from '../../api.ts'
import type { QueryContext } from './context.ts'
import { conversationGet } from './conversation.ts'
import { itemsContent } from './items-content.ts'
import { agentsList, basketsList, keptList } from './choices.ts'
import { itemsDetail } from './items-detail.ts'
import { isLongQuery, type LongQueryName } from './long-names.ts'
import { runLongQuery } from './long.ts'
import { offlineStateOf } from './offline-state.ts'
import { outboxHistory } from './outbox-history.ts'
import { outboxList } from './outbox-list.ts'
import { paletteFind } from './palette-find.ts'
import { peopleMembers } from './people-members.ts'
import { projectsDetail } from './projects-detail.ts'
import { projectsList } from './projects-list.ts'
import { queueCounts } from './queue-counts.ts'
import { queueFacets } from './queue-facets.ts'
import { queueIndex } from './queue-index.ts'
import { queueItems } from './queue-items.ts'
import { queueProgress } from './queue-progress.ts'
import { sessionsDetail } from './sessions-detail.ts'
import { sessionsList } from './sessions-list.ts'
import { workspacesList } from './workspaces-list.ts'

type ShortQueryName = Exclude<QueryName, LongQueryName>

const queries: { [Q in ShortQueryName]: (context: QueryContext, input: IpcInput<Q>) => IpcOutput<Q> } = {
  'workspaces.list': workspacesList,
  'people.members': peopleMembers,
  'palette.find': paletteFind,
  'queue.index': queueIndex,
  'queue.items': queueItems,
  'queue.counts': queueCounts,
  'queue.facets': queueFacets,
  'queue.progress': queueProgress,
  'items.detail': itemsDetail,
  'items.content': itemsContent,
  'conversation.get': conversationGet,
  'sessions.list': sessionsList,
  'sessions.detail': sessionsDetail,
  'projects.list': projectsList,
  'projects.detail': projectsDetail,
  'baskets.list': basketsList,
  'agents.list': agentsList,
  'kept.list': keptList,
  'offline.state': offlineStateOf,
  'outbox.list': outboxList,
  'outbox.fates': (context, { command_ids }) => context.fates(command_ids),
  'outbox.history': outboxHistory,
}

export const runQuery = <Q extends QueryName>(context: QueryContext, name: Q, input: IpcInput<Q>): IpcOutput<Q> =>
  isLongQuery(name) ? (runLongQuery(context, name, input as never) as never) : queries[name as ShortQueryName](context, input as never) as IpcOutput<Q>
