import Dispatch
import ProductSupport
import Store
import Testing
import Time

/// The ends of subscriptions and their effects on jobs and servers.
extension BillingTests {
    @Test func `revoking a subscription starts the deletion of the server at once`() throws {
        try provision()
        guard case .applied(_, let job?) = try deliver(.ended, at: 1) else { throw UnexpectedState() }
        #expect(try test.store.job(job)?.kind == .deprovision)
        #expect(try subscription.status == .ended)
        #expect(try deliver(.ended, at: 2) == .applied(to: user, deprovision: nil))
    }

    @Test func `what is paid for a canceled subscription stays when another one is revoked`() throws {
        try provision()
        try deliver(.active(until: nil), at: 1, of: "sub_1")
        try deliver(.active(until: nil), at: 2, of: "sub_2")
        let paidUntil = test.store.now + .seconds(20 * 86_400)
        try deliver(.ending(paidUntil: paidUntil), at: 3, of: "sub_2")
        #expect(try deliver(.ended, at: 4, of: "sub_1") == .beside(user))
        #expect(try subscription.status == .gracePeriod)
        #expect(try subscription.gracePeriodEndsAt == paidUntil)
        #expect(try subscription.isServerProvisioned)
        // The one that was canceled ends as any other.
        guard case .applied(_, .some) = try deliver(.ended, at: 5, of: "sub_2") else {
            throw UnexpectedState()
        }
        #expect(try subscription.status == .ended)
    }

    @Test
    func `nothing is left of a canceled subscription whose paid time is over when another one is revoked`()
        throws
    {
        try provision()
        try deliver(.active(until: nil), at: 1, of: "sub_1")
        try deliver(.active(until: nil), at: 2, of: "sub_2")
        try deliver(.ending(paidUntil: test.store.now), at: 3, of: "sub_2")
        guard case .applied(_, .some) = try deliver(.ended, at: 4, of: "sub_1") else {
            throw UnexpectedState()
        }
        #expect(try subscription.status == .ended)
    }

    /// Ends every access that is over, and returns the jobs.
    private static func endAccesses(in store: Store) throws -> [Job.ID] {
        try store.endedAccesses().compactMap { try store.endAccess(of: $0.user, deadline: .seconds(900)) }
    }

    /// A customer whose deploy is at work; nothing is left of an earlier one.
    private func deploying() throws -> Lease {
        try provision()
        guard case .applied(_, let first?) = try deliver(.ended, at: 1) else { throw UnexpectedState() }
        let deletion = try #require(
            try test.store.takeLease(of: first, owner: "test", duration: .seconds(60)))
        try test.store.releaseServer(under: deletion, project: "p")
        for line in try test.store.openResources(of: user) { try test.store.recordGone(line) }
        try test.store.endDeprovision(under: deletion)
        try deliver(.active(until: nil), at: 2)
        return try deploy()
    }

    @Test func `revoking a subscription stops a running deploy`() throws {
        let lease = try deploying()
        #expect(try deliver(.ended, at: 3) == .stopping(lease.job, of: user))
        #expect(try deliver(.ended, at: 4) == .applied(to: user, deprovision: nil))
        #expect(throws: StoreError.cancelRequested) { try finish(lease) }
        #expect(try subscription.status == .ended)
    }

    @Test func `the server of a deploy that outlived its subscription is deleted`() throws {
        let lease = try deploying()
        try test.store.endSubscription(of: user, by: .operator)
        #expect(try Self.endAccesses(in: test.store) == [])
        try finish(lease)
        let jobs = try Self.endAccesses(in: test.store)
        #expect(jobs.count == 1)
        #expect(try test.store.job(jobs[0])?.kind == .deprovision)
        #expect(try Self.endAccesses(in: test.store) == [])
    }

    @Test func `a period that ended long ago does not end a subscription without an event`() throws {
        try provision()
        try deliver(.active(until: start), at: 1)
        test.advance(.seconds(400 * 86_400))
        #expect(try Self.endAccesses(in: test.store) == [])
        #expect(try Self.endAccesses(in: test.store) == [])
        #expect(try subscription.status == .active)
    }

    @Test func `the first of a renewal and the end of the grace period decides`() throws {
        try provision()
        try deliver(.ending(paidUntil: nil), at: 1)
        test.advance(terms.gracePeriod)
        let other = try test.another()
        // Renewed just before maintenance looks: the server stays.
        try deliver(.active(until: nil), at: 2)
        #expect(try Self.endAccesses(in: other) == [])
        #expect(try subscription.isServerProvisioned)
        // Renewed just after: the server is on its way out, and the customer can deploy another.
        try deliver(.ending(paidUntil: nil), at: 3)
        test.advance(terms.gracePeriod)
        let jobs = try Self.endAccesses(in: other)
        try deliver(.active(until: nil), at: 4)
        #expect(jobs.count == 1)
        #expect(try subscription.status == .active)
        #expect(try test.store.latestJob(of: user)?.id == jobs[0])
    }

    @Test func `a renewal and the end of the grace period at the same moment never leave half of each`()
        throws
    {
        try provision()
        var (kept, removed) = (0, 0)
        for round in 1...20 {
            try deliver(.ending(paidUntil: nil), at: 10 * round)
            test.advance(terms.gracePeriod)
            // Each is one thread's.
            nonisolated(unsafe) let stores = [try test.another(), try test.another()]
            let terms = terms
            let renewal = BillingEvent(
                type: "subscription.active", at: start + .seconds(10 * round + 1), subscriptionID: "sub_1",
                customer: BillingCustomer(userID: user, id: nil, email: nil), status: .active(until: nil))
            DispatchQueue.concurrentPerform(iterations: 2) { index in
                #expect(throws: Never.self) {
                    if index == 0 {
                        _ = try stores[0].receive(renewal, delivery: "renewal \(round)", terms: terms)
                    } else {
                        _ = try Self.endAccesses(in: stores[1])
                    }
                }
            }
            // Paid in any case; with the server, or with its deletion under way and a new deploy allowed after it.
            #expect(try subscription.status == .active)
            let job = try #require(try test.store.latestJob(of: user))
            guard job.kind == .deprovision, job.outcome == nil else {
                #expect(try subscription.isServerProvisioned)
                kept += 1
                continue
            }
            removed += 1
            let lease = try #require(
                try test.store.takeLease(of: job.id, owner: "test", duration: .seconds(60)))
            try test.store.releaseServer(under: lease, project: "p")
            for line in try test.store.openResources(of: user) { try test.store.recordGone(line) }
            try test.store.endDeprovision(under: lease)
            try finish(deploy())
        }
        #expect(kept + removed == 20)
    }
}
