/// The right to work on a job: held by one process at a time, lost when it is not renewed in time.
///
/// The fencing number grows with every take-over and is checked in every write of the job, so a process
/// that slept through its lease can change nothing any more.
package struct Lease: Sendable, Equatable {
    package let job: Job.ID
    package let fence: Int64
}
