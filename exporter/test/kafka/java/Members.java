import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * One member of each kind of group that Kafka's Java clients can form. Arguments: bootstrap servers, a topic,
 * how many records it holds, and a folder for what Kafka Streams keeps. Every member reads and commits all of them, prints 'ready' and its group, and
 * stays without reading any further; streams alone reads on. Runs until it is killed, or its input ends.
 */
public class Members {
    static final Duration POLL = Duration.ofMillis(200);
    static String bootstrap;
    static String topic;
    static int records;

    public static void main(String[] args) throws Exception {
        bootstrap = args[0];
        topic = args[1];
        records = Integer.parseInt(args[2]);
        inBackground(() -> subscribe("java-classic", Map.of("group.protocol", "classic", "group.instance.id", "static-1")));
        inBackground(() -> subscribe("java-consumer", Map.of("group.protocol", "consumer")));
        inBackground(Members::assign);
        inBackground(Members::share);
        inBackground(() -> streams(args[3]));
        while (System.in.read() >= 0) { }
        // Whoever started this process is gone.
        Runtime.getRuntime().halt(0);
    }

    interface Work {
        void run() throws Exception;
    }

    static void inBackground(Work work) {
        new Thread(() -> {
            try {
                work.run();
            } catch (Throwable failure) {
                failure.printStackTrace();
                Runtime.getRuntime().halt(1);
            }
        }).start();
    }

    static synchronized void ready(String group) {
        System.out.println("ready " + group);
        System.out.flush();
    }

    static Map<String, Object> settings(String group) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("group.id", group);
        settings.put("client.id", group + "-client");
        settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        settings.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        return settings;
    }

    static KafkaConsumer<String, String> consumer(String group, Map<String, String> more) {
        Map<String, Object> settings = settings(group);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        settings.putAll(more);
        return new KafkaConsumer<>(settings);
    }

    static void subscribe(String group, Map<String, String> more) {
        KafkaConsumer<String, String> consumer = consumer(group, more);
        consumer.subscribe(List.of(topic));
        for (int seen = 0; seen < records; seen += consumer.poll(POLL).count()) { }
        consumer.commitSync();
        consumer.pause(consumer.assignment());
        ready(group);
        while (true) consumer.poll(POLL);
    }

    /** Commits without being a member; the group has offsets and nothing else. */
    static void assign() {
        try (KafkaConsumer<String, String> consumer = consumer("java-assign", Map.of("group.protocol", "classic"))) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(topic).forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
            consumer.assign(partitions);
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            for (TopicPartition partition : partitions) {
                offsets.put(partition, new OffsetAndMetadata(consumer.position(partition) + 1, "one read"));
            }
            consumer.commitSync(offsets);
        }
        ready("java-assign");
    }

    static void share() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            AlterConfigOp earliest = new AlterConfigOp(
                new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
            ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "java-share");
            admin.incrementalAlterConfigs(Map.of(group, List.of(earliest))).all().get();
        }
        KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(settings("java-share"));
        consumer.subscribe(List.of(topic));
        Set<String> acknowledged = new HashSet<>();
        while (acknowledged.size() < records) {
            Set<String> polled = new HashSet<>();
            consumer.poll(POLL).forEach(record -> polled.add(record.partition() + " " + record.offset()));
            // A busy broker may refuse a partition's acknowledgements: it delivers those records again.
            consumer.commitSync().forEach((partition, failure) -> {
                if (failure.isPresent()) polled.removeIf(one -> one.startsWith(partition.partition() + " "));
            });
            acknowledged.addAll(polled);
        }
        ready("java-share");
        // It stays a member without polling: its heartbeats are sent by a thread of its own.
        Thread.sleep(Long.MAX_VALUE);
    }

    static void streams(String directory) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("application.id", "java-streams");
        settings.put("client.id", "java-streams-client");
        settings.put("group.protocol", "streams");
        settings.put("auto.offset.reset", "earliest");
        settings.put("commit.interval.ms", "100");
        settings.put("application.server", "127.0.0.1:65000");
        settings.put("state.dir", directory);
        settings.put("default.key.serde", Serdes.StringSerde.class);
        settings.put("default.value.serde", Serdes.StringSerde.class);
        StreamsBuilder builder = new StreamsBuilder();
        AtomicInteger seen = new AtomicInteger();
        builder.stream(topic).foreach((key, value) -> {
            if (seen.incrementAndGet() == records) ready("java-streams");
        });
        new KafkaStreams(builder.build(), settings).start();
    }
}
