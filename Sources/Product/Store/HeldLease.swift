/// A lease that has not run out, with the process that took it.
package struct HeldLease: Sendable {
    package let lease: Lease
    /// As it was given to `takeLease(of:owner:duration:)`.
    package let owner: String
    package let kind: Job.Kind
}
