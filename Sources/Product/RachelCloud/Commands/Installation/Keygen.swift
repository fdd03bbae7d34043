import ArgumentParser
import Crypto

struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a new sealing key for SEALING_KEYS.",
        discussion: """
            Put the line behind SEALING_KEYS= in the configuration. To rotate, put the new key in front of the
            old one, separated by a comma: the first seals, all open.
            """)

    @Option(help: "The key's id, 1 to 32 letters and digits; random when not given.")
    var id: String?

    func run() throws {
        do throws(CryptoError) {
            print(try Keyring.generateKeyText(id: id).reveal())
        } catch {
            throw BadInput(id == nil ? error.message : "--id: \(error.message)")
        }
    }
}
