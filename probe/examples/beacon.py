"""A probe in Python with librdkafka: sends records and tells of them. BROKERS TOPIC COUNT are its arguments.

docs/beacons.md tells what a beacon means, docs/beacon.schema.json its form.
"""
import json
import sys
import time
import uuid

from confluent_kafka import Producer

BEACONS = "__kafkascope.beacons"
BUCKET_MS = 60_000
brokers, topic, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
partitions = 3

service = "python-shop"
instance = f"{service}-{uuid.uuid4().hex[:8]}"
epoch = int(time.time() * 1000)
digits = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number):
    return (base36(number // 36) if number >= 36 else "") + digits[number % 36]


source = f"{instance}.{base36(epoch)}"
sequences = [0] * partitions
buckets = {}  # start of the bucket -> partition -> what became of its sequences


def on_delivery(sequence, sent):
    def tell(error, message):
        entry = buckets.setdefault(sent - sent % BUCKET_MS, {}).setdefault(
            str(message.partition()), {"acked": [], "unknown": [], "offsets": []}
        )
        if error is not None:
            entry["unknown"].append([sequence, sequence])
            return
        entry["acked"].append([sequence, sequence])  # runs may touch: the exporter joins them
        entry["offsets"].append(message.offset())

    return tell


producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True})
for i in range(count):
    partition, sent = i % partitions, int(time.time() * 1000)  # chosen here, as its number belongs to it
    header = f"{source} {sequences[partition]} {sent}".encode()
    producer.produce(
        topic, b"beep", partition=partition, headers=[("ks-src", header)], on_delivery=on_delivery(sequences[partition], sent)
    )
    sequences[partition] += 1
    producer.poll(0)
producer.flush()

now = int(time.time() * 1000)
index = [[bucket, 1] for bucket in buckets]
for n, (bucket, told) in enumerate(buckets.items(), start=1):
    produced = {
        number: {
            "acked": entry["acked"],
            "unknown": entry["unknown"],
            **({"lowest": min(entry["offsets"]), "highest": max(entry["offsets"])} if entry["offsets"] else {}),
        }
        for number, entry in told.items()
    }
    beacon = {
        **{"v": 1, "topic": topic, "bucket": bucket, "bucketMs": BUCKET_MS, "service": service, "instance": instance},
        **{"epoch": epoch, "n": n, "at": now, "change": 1, "index": index, "final": True},
        "produced": {"through": now, "partitions": produced},
    }
    key = json.dumps([topic, instance, epoch, bucket])
    producer.produce(BEACONS, json.dumps(beacon), key=key)
producer.flush()
print(json.dumps({"acked": sum(len(e["acked"]) for told in buckets.values() for e in told.values())}))
