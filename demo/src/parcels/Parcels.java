import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The roles of the scenario `parcels`, one thread each. Argument: bootstrap servers. Orders are lines:
 *
 *   start ROLE           begin to play it
 *   stop ROLE            leave in order
 *   pace ROLE PACE       of a consumer: usual, slow or paused
 *   load ROLE FACTOR     of a producer: how many times as much as usual
 *   burst ROLE RECORDS   of a producer: so many records once
 *
 * When a role is over, a line says so: 'ROLE', and why where nobody asked for it. Ends when its input does, which is when
 * whoever started it is gone.
 */
public class Parcels {
    static final String TOPIC = "parcels";
    static final Duration POLL = Duration.ofMillis(200);
    /** Less than the demo waits before it kills. */
    static final Duration LEAVE = Duration.ofSeconds(3);
    /** With this pause after each record, a consumer reads ten in a second. */
    static final long SLOW_MS = 100;
    static final Random random = new Random();
    static String bootstrap;

    public static void main(String[] args) {
        bootstrap = args[0];
        Map<String, Role> roles = new HashMap<>();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        try {
            for (String line; (line = input.readLine()) != null; ) {
                String[] words = line.split(" ");
                if (words[0].equals("start")) roles.put(words[1], Role.of(words[1]));
                else roles.get(words[1]).obey(words[0], words.length > 2 ? words[2] : "");
            }
            Runtime.getRuntime().halt(0);
        } catch (Throwable failure) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    abstract static class Role extends Thread {
        volatile boolean stopping;
        volatile String pace = "usual";
        volatile double load = 1;
        private int burst;

        static Role of(String name) {
            Role role = switch (name) {
                case "depot" -> new Depot();
                case "tracking" -> new Tracking();
                case "couriers" -> new Couriers();
                default -> throw new IllegalArgumentException("there is no role " + name);
            };
            role.setName(name);
            role.start();
            return role;
        }

        void obey(String verb, String value) {
            switch (verb) {
                case "stop" -> stopping = true;
                case "pace" -> pace = value;
                case "load" -> load = Double.parseDouble(value);
                case "burst" -> addBurst(Integer.parseInt(value));
                default -> throw new IllegalArgumentException("there is no order " + verb);
            }
        }

        synchronized void addBurst(int records) {
            burst += records;
        }

        /** How many records a producer sends now, where it would send `usual`. */
        synchronized long due(int usual) {
            long due = Math.round(usual * load) + burst;
            burst = 0;
            return due;
        }

        /** A consumer waits for this after each record. */
        void takeTime() throws InterruptedException {
            if (pace.equals("slow") && !stopping) Thread.sleep(SLOW_MS);
        }

        abstract void play() throws Exception;

        @Override
        public void run() {
            String end = getName();
            try {
                play();
            } catch (Throwable failure) {
                end += " " + String.valueOf(failure).replaceAll("\\s+", " ");
            }
            System.out.println(end);
            System.out.flush();
        }
    }

    /** Scans ten parcels in a second. A parcel's scans have its number for a key, so that they keep their order. */
    static class Depot extends Role {
        static final int PARCELS = 2_000;
        static final List<String> PLACES = List.of("depot", "van", "shop", "door");
        /** Kafka does not keep who wrote a record: W3C's baggage tells it. */
        static final List<Header> NAMED =
            List.of(new RecordHeader("baggage", "service.name=parcel-depot".getBytes(StandardCharsets.UTF_8)));

        @Override
        void play() throws Exception {
            AtomicReference<Exception> failed = new AtomicReference<>();
            KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers", bootstrap,
                "client.id", "parcel-depot",
                // A burst waits here until it is sent; the heap is small.
                "buffer.memory", 8 << 20,
                "key.serializer", "org.apache.kafka.common.serialization.StringSerializer",
                "value.serializer", "org.apache.kafka.common.serialization.StringSerializer"));
            try {
                while (!stopping) {
                    for (long due = due(5); due > 0 && !stopping; due--) {
                        producer.send(scan(), (sent, failure) -> failed.compareAndSet(null, failure));
                    }
                    if (failed.get() != null) throw failed.get();
                    Thread.sleep(500);
                }
            } finally {
                producer.close(LEAVE);
            }
        }

        ProducerRecord<String, String> scan() {
            String parcel = String.format("parcel-%04d", random.nextInt(PARCELS));
            String place = PLACES.get(random.nextInt(PLACES.size()));
            String value = String.format("{\"time\":\"%s\",\"parcel\":\"%s\",\"place\":\"%s\"}", Instant.now(), parcel, place);
            return new ProducerRecord<>(TOPIC, null, parcel, value, NAMED);
        }
    }

    static Map<String, Object> consumerSettings(String group, String clientId) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("group.id", group);
        settings.put("client.id", clientId);
        // For a small heap, also after a burst.
        settings.put("fetch.max.bytes", 1 << 20);
        settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        settings.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        return settings;
    }

    /** Knows where each parcel was seen last. Its group has the protocol of KIP-848: the coordinator assigns partitions. */
    static class Tracking extends Role {
        @Override
        void play() throws Exception {
            Map<String, Object> settings = consumerSettings("parcel-tracking", "parcel-tracking");
            settings.put("group.protocol", "consumer");
            settings.put("auto.offset.reset", "earliest");
            settings.put("auto.commit.interval.ms", 1_000);
            settings.put("max.partition.fetch.bytes", 1 << 18);
            // What is read is committed when the next are asked for: slow or not, that is soon.
            settings.put("max.poll.records", 50);
            Map<String, String> places = new HashMap<>();
            KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings);
            try {
                consumer.subscribe(List.of(TOPIC));
                while (!stopping) {
                    // Each time, for partitions that were assigned since.
                    if (pace.equals("paused")) consumer.pause(consumer.assignment());
                    else consumer.resume(consumer.paused());
                    for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                        places.put(record.key(), record.value());
                        takeTime();
                    }
                }
            } finally {
                consumer.close(CloseOptions.timeout(LEAVE));
            }
            System.err.println("parcel-tracking: " + places.size() + " parcels were seen");
        }
    }

    /**
     * Three couriers, more than there are partitions: a share group (KIP-932) hands out records and not partitions, and
     * each record is acknowledged by itself.
     */
    static class Couriers extends Role {
        static final String GROUP = "parcel-couriers";
        static final int COURIERS = 3;

        @Override
        void play() throws Exception {
            beginAtTheEarliest();
            AtomicReference<Throwable> failed = new AtomicReference<>();
            Thread[] couriers = new Thread[COURIERS];
            for (int index = 0; index < COURIERS; index++) {
                String clientId = "parcel-courier-" + (index + 1);
                couriers[index] = new Thread(() -> {
                    try {
                        deliver(clientId);
                    } catch (Throwable failure) {
                        failed.compareAndSet(null, failure);
                        stopping = true;
                    }
                }, clientId);
                couriers[index].start();
            }
            for (Thread courier : couriers) courier.join();
            if (failed.get() != null) throw new IllegalStateException("a courier gave up: " + failed.get(), failed.get());
        }

        /** A share group's own setting, not its members': without it, what came before the group is not handed out. */
        void beginAtTheEarliest() throws Exception {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "client.id", GROUP))) {
                ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
                ConfigEntry earliest = new ConfigEntry("share.auto.offset.reset", "earliest");
                AlterConfigOp set = new AlterConfigOp(earliest, AlterConfigOp.OpType.SET);
                admin.incrementalAlterConfigs(Map.of(group, List.of(set))).all().get();
            }
        }

        void deliver(String clientId) throws InterruptedException {
            Map<String, Object> settings = consumerSettings(GROUP, clientId);
            settings.put("share.acknowledgement.mode", "explicit");
            // Whoever is slow is still done before the broker hands the records to another, after 30 s.
            settings.put("share.acquire.mode", "record_limit");
            settings.put("max.poll.records", 50);
            KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(settings);
            try {
                consumer.subscribe(List.of(TOPIC));
                while (!stopping) {
                    for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                        // What is left when we go is for the others, too.
                        boolean isFree = stopping || nobodyAtHome(record);
                        consumer.acknowledge(record, isFree ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT);
                        takeTime();
                    }
                    consumer.commitAsync();
                }
            } finally {
                consumer.close(LEAVE);
            }
        }

        /** One in twenty is tried a second time, by any courier. */
        boolean nobodyAtHome(ConsumerRecord<String, String> record) {
            return record.deliveryCount().orElse((short) 1) == 1 && random.nextInt(20) == 0;
        }
    }
}
