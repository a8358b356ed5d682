import type { Admin } from 'kafkajs';
import kafkajs from 'kafkajs';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** The principal of an exporter that may do no more than it needs. */
export const watcher = { user: 'watcher', password: 'watcher-secret' };
const principal = `User:${watcher.user}`;

/** All that the README names, and READ, by which producers are seen. */
export async function allowWatcher(admin: Admin): Promise<void> {
  const { TOPIC, GROUP, CLUSTER } = AclResourceTypes;
  const { DESCRIBE, DESCRIBE_CONFIGS, READ } = AclOperationTypes;
  const rights = [
    [CLUSTER, 'kafka-cluster', DESCRIBE],
    [CLUSTER, 'kafka-cluster', DESCRIBE_CONFIGS],
    [TOPIC, '*', DESCRIBE],
    [TOPIC, '*', DESCRIBE_CONFIGS],
    [TOPIC, '*', READ],
    [GROUP, '*', DESCRIBE],
  ] as const;
  await admin.createAcls({
    acl: rights.map(([resourceType, resourceName, operation]) => ({
      resourceType,
      resourceName,
      operation,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal,
      host: '*',
      permissionType: AclPermissionTypes.ALLOW,
    })),
  });
}

export async function revokeFromWatcher(admin: Admin, type: 'TOPIC' | 'GROUP'): Promise<void> {
  await admin.deleteAcls({
    filters: [
      {
        resourceType: AclResourceTypes[type],
        resourceName: '*',
        resourcePatternType: ResourcePatternTypes.LITERAL,
        principal,
        host: '*',
        operation: AclOperationTypes.ANY,
        permissionType: AclPermissionTypes.ANY,
      },
    ],
  });
}
