import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './components/ConfigEditor.tsx';
import { QueryEditor } from './components/QueryEditor.tsx';
import { QueryHelp } from './components/QueryHelp.tsx';
import { DataSource } from './datasource.ts';
import type { KafkascopeOptions, KafkascopeQuery } from './types.ts';

export const plugin = new DataSourcePlugin<DataSource, KafkascopeQuery, KafkascopeOptions>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);
