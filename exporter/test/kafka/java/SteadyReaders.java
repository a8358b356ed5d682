import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Readers that go on reading and committing, whatever happens to the brokers. Arguments: bootstrap servers, a topic,
 * and one that is written by transactions. Prints 'commit GROUP TOPIC PARTITION OFFSET' for all that is committed.
 * Runs until it is killed, or its input ends.
 */
public class SteadyReaders {
    static final Duration POLL = Duration.ofMillis(100);
    static final long COMMIT_EVERY_MS = 500;
    static String bootstrap;

    public static void main(String[] args) throws Exception {
        bootstrap = args[0];
        start(() -> assign("steady-assign", args[1]));
        start(() -> subscribe("steady-kip848", args[1], Map.of("group.protocol", "consumer")));
        start(() -> subscribe("ledger-classic", args[2], Map.of("isolation.level", "read_committed")));
        start(() -> subscribe("ledger-kip848", args[2],
            Map.of("isolation.level", "read_committed", "group.protocol", "consumer")));
        while (System.in.read() >= 0) { }
        // Whoever started this process is gone.
        Runtime.getRuntime().halt(0);
    }

    static void start(Runnable reader) {
        new Thread(() -> {
            try {
                reader.run();
            } catch (Throwable failure) {
                failure.printStackTrace();
                Runtime.getRuntime().halt(1);
            }
        }).start();
    }

    static KafkaConsumer<String, String> consumer(String group, Map<String, String> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("group.id", group);
        settings.put("client.id", group + "-client");
        settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        settings.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        settings.put("default.api.timeout.ms", "3000");
        settings.putAll(more);
        return new KafkaConsumer<>(settings);
    }

    /** Commits without being a member. */
    static void assign(String group, String topic) {
        KafkaConsumer<String, String> consumer = consumer(group, Map.of());
        List<TopicPartition> partitions = new ArrayList<>();
        // Longer than the rest may take, for a cluster that has only just started on a machine that is busy.
        consumer.partitionsFor(topic, Duration.ofMinutes(1))
            .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        consumer.assign(partitions);
        read(group, consumer);
    }

    static void subscribe(String group, String topic, Map<String, String> more) {
        KafkaConsumer<String, String> consumer = consumer(group, more);
        consumer.subscribe(List.of(topic));
        read(group, consumer);
    }

    static void read(String group, KafkaConsumer<String, String> consumer) {
        long committedMs = System.currentTimeMillis();
        while (true) {
            consumer.poll(POLL);
            long nowMs = System.currentTimeMillis();
            if (nowMs - committedMs < COMMIT_EVERY_MS) continue;
            committedMs = nowMs;
            try {
                commit(group, consumer);
            } catch (KafkaException moving) {
                // A coordinator moves, or the group rebalances: the next commit is soon.
                System.err.println(group + ": " + moving);
            }
        }
    }

    static void commit(String group, KafkaConsumer<String, String> consumer) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        Set<TopicPartition> assigned = consumer.assignment();
        for (TopicPartition partition : assigned) {
            offsets.put(partition, new OffsetAndMetadata(consumer.position(partition)));
        }
        consumer.commitSync(offsets);
        StringBuilder lines = new StringBuilder();
        offsets.forEach((partition, offset) -> lines.append("commit ").append(group).append(' ')
            .append(partition.topic()).append(' ').append(partition.partition()).append(' ')
            .append(offset.offset()).append('\n'));
        synchronized (System.out) {
            System.out.print(lines);
            System.out.flush();
        }
    }
}
