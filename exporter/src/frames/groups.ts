import type { Frame, GroupSummary } from '../api.ts';
import { frame, numberColumn, stringColumn } from './frame.ts';

export function groupsFrame(groups: readonly GroupSummary[]): Frame {
  return frame(
    'groups',
    [
      stringColumn(
        'Group',
        groups.map(({ group }) => group),
      ),
      stringColumn(
        'Status',
        groups.map(({ status }) => status),
      ),
      stringColumn(
        'Why',
        groups.map(({ reason }) => reason),
      ),
      numberColumn(
        'Lag',
        groups.map(({ lag }) => lag),
        { config: { unit: 'short', description: 'Records between the committed offsets and the ends' } },
      ),
      numberColumn(
        'Time lag',
        groups.map(({ lagSeconds }) => lagSeconds),
        { config: { unit: 's', description: 'Age of the oldest unread record' } },
      ),
      numberColumn(
        'Time to loss',
        groups.map(({ timeToLossSeconds }) => timeToLossSeconds),
        { config: { unit: 's', description: 'At least this long until retention may delete an unread record' } },
      ),
      numberColumn(
        'Lost',
        groups.map(({ lost }) => lost),
        { config: { unit: 'short', description: 'Records lost since the group was first seen' } },
      ),
      numberColumn(
        'Records/s',
        groups.map(({ recordsPerSecond }) => recordsPerSecond),
        { config: { unit: 'short', description: 'By which committed offsets advance' } },
      ),
      numberColumn(
        'Members',
        groups.map(({ members }) => members),
      ),
      numberColumn(
        'Topics',
        groups.map(({ topics }) => topics),
      ),
      stringColumn(
        'State',
        groups.map(({ state }) => state),
      ),
      stringColumn(
        'Type',
        groups.map(({ type }) => type),
      ),
      stringColumn(
        'Error',
        groups.map(({ error }) => error),
      ),
    ],
    { type: 'table', preferredVisualisationType: 'table' },
  );
}
