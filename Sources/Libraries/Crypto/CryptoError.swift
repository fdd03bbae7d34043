import COpenSSL

/// A cryptographic operation that was refused or failed. Never holds key material, plaintext or ciphertext.
package struct CryptoError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// The input is not of the form that the operation's documentation states.
        case malformed
        /// The input is longer than the operation's documented limit.
        case tooLong
        /// The sealed value names a key which is not in the keyring.
        case unknownKey
        /// The value was changed, cut, moved to another place, or sealed by another key of the same name.
        case tampered
        /// The source of random bytes has none to give; worth trying again later.
        case noRandomBytes
        /// OpenSSL failed; `code` and `message` are its own.
        case library
    }

    package let kind: Kind
    /// The operation, as a verb with its object: "open sealed value".
    package let operation: String
    /// OpenSSL's packed error code, 0 when OpenSSL was not called or left none.
    package let code: UInt
    package let message: String

    init(_ kind: Kind, _ operation: String, _ message: String) {
        self.kind = kind
        self.operation = operation
        self.code = 0
        self.message = message
    }

    /// The error of a source of random bytes that has none to give.
    package static let noRandomBytes = CryptoError(
        .noRandomBytes, "make random bytes", "the system has none to give")

    /// The last error in OpenSSL's queue of this thread. Empties the queue, so that no later reader (libcurl, libssh2)
    /// mistakes it for its own.
    static func library(_ operation: String) -> CryptoError {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        return CryptoError(operation: operation, code: code)
    }

    private init(operation: String, code: UInt) {
        var text = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(code, &text, text.count)
        self.kind = .library
        self.operation = operation
        self.code = code
        self.message = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    package var description: String {
        "\(operation): \(message)"
    }
}
