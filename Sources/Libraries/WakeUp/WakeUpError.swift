import Glibc

/// A socket call that failed.
package struct WakeUpError: Error, CustomStringConvertible, Sendable {
    package let operation: String
    package let path: String
    package let errno: Int32

    package var description: String {
        "can't \(operation) wake-up socket \(path): \(String(cString: strerror(errno)))"
    }
}
