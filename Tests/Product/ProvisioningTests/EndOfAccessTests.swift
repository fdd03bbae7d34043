import HTTP
import HTTPClient
import Hetzner
import ProductSupport
import Provisioning
import SQLite
import Store
import Testing
import Time

/// Nobody's server goes because of a clock, a token or an unlikely number.
struct EndOfAccessTests {
    @Test(arguments: [Duration.seconds(4 * 86_400), .seconds(-4 * 86_400), .seconds(121)])
    func `no grace period is ended while the clock and Hetzner's date differ`(difference: Duration) throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.endPayment()
        deploy.hetzner.bend = { _, response in response.dated(deploy.test.store.wallTime - difference) }
        #expect(throws: EndOfAccess.Refusal.clockDiffers(seconds: difference.milliseconds / 1000)) {
            try deploy.maintain()
        }
        #expect(try deploy.test.store.subscription(of: deploy.user)?.status == .gracePeriod)
        deploy.hetzner.bend = { $1 }
        #expect(try deploy.maintain().count == 1)
        #expect(try deploy.test.store.subscription(of: deploy.user)?.status == .ended)
    }

    @Test func `no grace period is ended by a response without a date`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.endPayment()
        deploy.hetzner.bend = { $1.dated(nil) }
        #expect(throws: EndOfAccess.Refusal.noDate) { try deploy.maintain() }
        #expect(try deploy.test.store.subscription(of: deploy.user)?.status == .gracePeriod)
    }

    @Test func `no grace period is ended while the project is not ours`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.endPayment()
        deploy.hetzner = try SimulatedTransport()
        #expect(throws: WitnessError.self) { try deploy.maintain() }
        #expect(try deploy.test.store.subscription(of: deploy.user)?.status == .gracePeriod)
    }

    @Test(arguments: [3, 4])
    func `more ends at once than are likely wait for a person`(customers: Int) throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.endPayment()
        for number in 1..<customers {
            let user = try deploy.test.customer(email: "c\(number)@example.org")
            try deploy.test.withRawDatabase {
                try $0.execute(
                    """
                    UPDATE subscriptions SET vps_provisioned = 1, hetzner_server_id = \(number)
                    WHERE user_id = \(user.text)
                    """)
            }
            try deploy.test.store.endSubscription(of: user, by: .operator)
        }
        if customers == 3 {
            #expect(try deploy.maintain().count == 3)
            return
        }
        let refused = #expect(throws: RoundLimit.Exceeded.self) { try deploy.maintain() }
        #expect(try deploy.test.store.subscription(of: deploy.user)?.status == .gracePeriod)
        try deploy.test.store.accept(#require(refused).list)
        #expect(try deploy.maintain().count == 4)
    }
}

extension SimulatedDeploy {
    /// Lets the customer's grace period be over.
    fileprivate func endPayment() throws {
        try test.store.startGracePeriod(of: user, until: test.store.wallTime + .seconds(100), by: .operator)
        pass(.seconds(100))
    }
}

extension ClientResponse {
    /// The same response with another date, or with none.
    fileprivate func dated(_ date: Instant?) -> ClientResponse {
        var response = self
        response.headers["Date"] = date?.httpDate
        return response
    }
}
