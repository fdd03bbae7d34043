/// Why a value was not accepted, as a sentence for the person who typed it. Never repeats the value: it may
/// be a secret.
package struct InvalidInput: Error, Equatable, Sendable {
    package let message: String

    init(_ message: String) {
        self.message = message
    }
}
