//! What a record costs the books: charged when it is read, completed when its outputs are acknowledged.
//!
//! `cargo bench --bench ledger`

use copytaster::delivery::{Book, Charge, Receipt, TopicPartition};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// Records charged before the first is completed, as with the default budget.
const IN_FLIGHT: usize = 10_000;

fn book(partitions: i32) -> (Book, Vec<TopicPartition>) {
    let mut book = Book::new(Charge {
        records: u64::MAX,
        bytes: u64::MAX,
    });
    let partitions: Vec<_> = (0..partitions)
        .map(|n| TopicPartition::new("stories.raw", n))
        .collect();
    for partition in &partitions {
        book.assign(partition.clone());
    }
    (book, partitions)
}

/// Charges and completes as many records as are in flight; `late` of them change places, so that the frontier waits.
fn round(book: &mut Book, partitions: &[TopicPartition], from: i64, late: usize) {
    let mut receipts: Vec<Receipt> = Vec::with_capacity(IN_FLIGHT);
    for n in 0..IN_FLIGHT {
        let partition = &partitions[n % partitions.len()];
        let offset = from + (n / partitions.len()) as i64;
        if let Ok(Some(receipt)) = book.charge(partition, offset, 2_400, Some(offset)) {
            receipts.push(receipt);
        }
    }
    if late > 0 {
        for n in (0..IN_FLIGHT - late).step_by(10) {
            receipts.swap(n, n + late);
        }
    }
    for receipt in receipts {
        let _ = black_box(book.complete(receipt));
    }
}

fn books(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ledger");
    group.throughput(Throughput::Elements(IN_FLIGHT as u64));
    for (name, late) in [("in order", 0), ("each tenth late", 500)] {
        for count in [1, 64] {
            let id = BenchmarkId::new(name, format!("{count} partitions"));
            group.bench_function(id, |bencher| {
                let (mut book, partitions) = book(count);
                let mut from = 0;
                bencher.iter(|| {
                    round(&mut book, &partitions, from, late);
                    from += IN_FLIGHT as i64;
                });
                assert_eq!(book.open(), 0);
            });
        }
    }
    group.finish();
}

criterion_group!(benches, books);
criterion_main!(benches);
