import ArgumentParser
import Store
import Time

struct SubscriptionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscription", abstract: "Manage subscriptions by hand.",
        subcommands: [Activate.self, Cancel.self, Show.self])

    struct Activate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a subscription active; ends a grace period. Safe to repeat.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The customer's email address.") var email: String
        @Option(help: "The end of the paid period, as 2027-01-31T00:00:00Z.") var until: String?

        func run() throws {
            let (_, store) = try options.openStore()
            let user = try store.customer(email: email)
            try store.activateSubscription(of: user.id, until: try until.map(Self.instant), by: .operator)
            print("the subscription of \(user.email) is active")
        }

        private static func instant(_ text: String) throws -> Instant {
            guard let instant = Instant(rfc3339: text) else {
                throw BadInput("--until: expected a time as 2027-01-31T00:00:00Z")
            }
            return instant
        }
    }

    struct Cancel: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start the grace period, at whose end the server is deleted. Safe to repeat.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The customer's email address.") var email: String

        func run() throws {
            let (configuration, store) = try options.openStore()
            let user = try store.customer(email: email)
            try store.startGracePeriod(
                of: user.id, until: store.wallTime + configuration.gracePeriod, by: .operator)
            let end = try store.subscription(of: user.id)?.gracePeriodEndsAt?.rfc3339 ?? ""
            print("the subscription of \(user.email) is canceled; its server stays until \(end)")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a customer's subscription and server.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The customer's email address.") var email: String
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let (_, store) = try options.openStore()
            let user = try store.customer(email: email)
            guard let subscription = try store.subscription(of: user.id) else { throw StoreError.noSuchUser }
            let facts = Facts(subscription)
            guard !json else { return try Output.json(facts) }
            Output.table(
                ["FACT", "VALUE"],
                [
                    ["status", facts.status], ["period ends", facts.currentPeriodEndsAt ?? "-"],
                    ["grace period ends", facts.gracePeriodEndsAt ?? "-"],
                    ["billed as", facts.externalSubscriptionID ?? "-"],
                    ["server", facts.provisioningStatus ?? "-"],
                    ["server id", facts.hetznerServerID.map(String.init) ?? "-"],
                    ["address", facts.ipAddress ?? "-"], ["ready since", facts.provisionedAt ?? "-"],
                    ["error", facts.provisioningError ?? "-"],
                ])
        }

        private struct Facts: Encodable {
            let status: String
            let currentPeriodEndsAt: String?
            let gracePeriodEndsAt: String?
            let externalSubscriptionID: String?
            let provisioningStatus: String?
            let provisioningError: String?
            let hetznerServerID: Int64?
            let ipAddress: String?
            let hostname: String?
            let provisionedAt: String?
            let deprovisionedAt: String?

            init(_ subscription: Subscription) {
                status = subscription.status.rawValue
                currentPeriodEndsAt = subscription.currentPeriodEndsAt?.rfc3339
                externalSubscriptionID = subscription.externalSubscriptionID
                gracePeriodEndsAt = subscription.gracePeriodEndsAt?.rfc3339
                provisioningStatus = subscription.provisioningStatus?.rawValue
                provisioningError = subscription.provisioningError
                hetznerServerID = subscription.hetznerServerID
                ipAddress = subscription.ipAddress
                hostname = subscription.hostname
                provisionedAt = subscription.provisionedAt?.rfc3339
                deprovisionedAt = subscription.deprovisionedAt?.rfc3339
            }
        }
    }
}
