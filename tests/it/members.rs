//! Members of the group that keep their names: what one gave back is read by somebody, whenever it died.

use crate::instance::{Desk, Instance};
use crate::support::SOON;
use testkit::{Topic, eventually};

/// Starts an instance under a name that stays, with its own topic of dead letters.
fn named(desk: &mut Desk, name: &str, dead: &str) -> Instance {
    let own = ["source.instance_id", "outputs.dead_letters.topic"];
    let others = |s: &String| !own.iter().any(|key| s.starts_with(key));
    desk.settings.retain(others);
    for (key, value) in own.into_iter().zip([name, dead]) {
        desk.settings.push(format!("{key} = \"{value}\""));
    }
    desk.launch()
}

fn assigned(instance: &mut Instance) -> f64 {
    instance.metric("copytaster_consumer_assigned_partitions")
}

#[test]
fn a_member_for_which_no_partition_is_left_is_ready_under_either_protocol() {
    for protocol in ["classic", "consumer"] {
        let desk = Desk::new(1)
            .with(&format!("source.group_protocol = \"{protocol}\""))
            .with("kafka.consumer.\"statistics.interval.ms\" = \"500\"");
        let mut first = desk.start();
        let mut second = desk.start();
        eventually("both are ready, one of them for nothing", SOON, || {
            let ready = |i: &mut Instance| i.get("/readyz").is_some_and(|(code, _)| code == 200);
            let both = ready(&mut first) && ready(&mut second);
            (both && assigned(&mut first) + assigned(&mut second) == 1.0).then_some(())
        });
    }
}

#[test]
fn what_a_static_member_was_giving_back_when_it_died_is_shared_out_again() {
    const POISON_EVERY: u64 = 10;
    let mut desk = Desk::new(6)
        .with("delivery.revoke_timeout = \"2m\"")
        .with("delivery.breaker_run = 100000")
        .with("delivery.breaker_ratio = 1.0");
    let (dead, doomed) = (desk.dead.clone(), format!("{}.doomed", desk.name));
    desk.client.create(&[Topic::new(&doomed, 1)]);
    let mut first = named(&mut desk, "first", &doomed);
    eventually("the first has all partitions", SOON, || {
        (assigned(&mut first) == 6.0).then_some(())
    });
    // No partition drains while its poison waits for the dead-letter topic.
    desk.client.delete(&doomed);
    desk.generate(600, POISON_EVERY);
    first.await_metric("copytaster_held", |held| held == 1.0);

    let mut second = named(&mut desk, "second", &dead);
    eventually("the first is giving partitions back", SOON, || {
        first
            .process
            .log()
            .contains("revoked: draining them")
            .then_some(())
    });
    first.process.kill();

    // Its place in the group is kept: it comes back without a rebalance.
    let mut first = named(&mut desk, "first", &dead);
    eventually("the two share all partitions", SOON * 2, || {
        let both = (assigned(&mut first), assigned(&mut second));
        (both == (3.0, 3.0)).then_some(())
    });
    let report = desk.verify(POISON_EVERY);
    assert!(report.holds(), "{report}");
    let rejoins = |instance: &mut Instance| instance.metric("copytaster_consumer_rejoins_total");
    assert!(rejoins(&mut first) + rejoins(&mut second) >= 1.0);
    for instance in [&mut first, &mut second] {
        instance.await_metric("copytaster_consumer_unread_partitions", |count| {
            count == 0.0
        });
    }
}
