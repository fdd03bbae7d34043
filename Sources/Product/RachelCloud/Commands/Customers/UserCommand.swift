import ArgumentParser
import Crypto
import Store
import Time
import Web

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Manage accounts.", subcommands: [Add.self, List.self, Password.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create an account.",
            discussion: "The password is asked for, or read from standard input when that is not a terminal.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The email address.") var email: String
        @Option(help: "The customer's name.") var name: String

        func run() throws {
            let (_, store) = try options.openStore()
            let email = try checked("email") { () throws(InvalidInput) in try EmailAddress(self.email).text }
            let name = try checked("--name") { () throws(InvalidInput) in try DisplayName(self.name).text }
            let password = try PasswordInput.read(email: email)
            do {
                print(try store.addUser(email: email, name: name, password: try PasswordHash.make(password)))
            } catch StoreError.emailTaken {
                throw BadInput("\(StoreError.emailTaken)")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the accounts, oldest first.")

        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let (_, store) = try options.openStore()
            let entries = try store.users().map { Entry($0, subscription: try store.subscription(of: $0.id)) }
            guard !json else { return try Output.json(entries) }
            Output.table(
                ["EMAIL", "NAME", "SUBSCRIPTION", "SERVER", "ID"],
                entries.map { [$0.email, $0.name, $0.subscription, $0.server ?? "-", $0.id] })
        }

        private struct Entry: Encodable {
            let id: String
            let email: String
            let name: String
            let createdAt: String
            let subscription: String
            let server: String?

            init(_ user: User, subscription: Subscription?) {
                id = user.id.text
                email = user.email
                name = user.name
                createdAt = user.createdAt.rfc3339
                self.subscription = subscription?.status.rawValue ?? "none"
                server = subscription?.provisioningStatus?.rawValue
            }
        }
    }

    struct Password: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a new password and end every session of the account.",
            discussion: "The password is asked for, or read from standard input when that is not a terminal.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The email address.") var email: String

        func run() throws {
            let (_, store) = try options.openStore()
            let user = try store.customer(email: email)
            try store.setPassword(try PasswordHash.make(PasswordInput.read(email: user.email)), of: user.id)
            print("the password is set")
        }
    }
}

extension Store {
    /// The user of that address. Throws `BadInput` when there is none.
    func customer(email: String) throws -> User {
        guard let user = try user(email: email) else {
            throw BadInput("there is no account with the address \(email)")
        }
        return user
    }
}
