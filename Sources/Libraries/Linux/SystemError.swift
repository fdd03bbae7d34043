import Glibc

/// A system call that failed.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The call and what it was made on, for example `open /etc/passwd`.
    package let operation: String
    /// Its `errno`.
    package let code: Int32

    package init(_ operation: String, code: Int32) {
        self.operation = operation
        self.code = code
    }

    /// The failure of the call made just before, so `errno` is still its own.
    package static func last(_ operation: String) -> SystemError {
        SystemError(operation, code: errno)
    }

    package var description: String { "\(operation): \(Self.message(code))" }

    /// The system's words for an `errno`; glibc's `strerror` is safe on every thread since 2.32.
    package static func message(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
