import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import {
  AdvancedHttpSettings,
  Auth,
  ConfigSection,
  ConnectionSettings,
  convertLegacyAuthProps,
} from '@grafana/plugin-ui';
import { Divider } from '@grafana/ui';
import type { ReactElement } from 'react';
import type { KafkascopeOptions } from '../types.ts';

/** Where the exporter is, and how to be let in: the parts that people know from other data sources. */
export function ConfigEditor({
  options,
  onOptionsChange,
}: DataSourcePluginOptionsEditorProps<KafkascopeOptions>): ReactElement {
  return (
    <>
      <ConnectionSettings
        config={options}
        onChange={onOptionsChange}
        description="The Kafkascope exporter that watches your Kafka clusters."
        urlPlaceholder="http://localhost:9308"
        urlTooltip="Grafana's server asks this address, not your browser."
      />
      <Divider />
      <Auth {...convertLegacyAuthProps({ config: options, onChange: onOptionsChange })} />
      <Divider />
      <ConfigSection title="Advanced settings" isCollapsible isInitiallyOpen={false}>
        <AdvancedHttpSettings config={options} onChange={onOptionsChange} />
      </ConfigSection>
    </>
  );
}
