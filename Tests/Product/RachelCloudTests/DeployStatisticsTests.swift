import Store
import Testing

@testable import RachelCloud

struct DeployStatisticsTests {
    private func deploy(_ seconds: Int, _ outcome: Job.Outcome = .succeeded, isCanceled: Bool = false)
        -> EndedDeploy
    {
        EndedDeploy(
            outcome: outcome, isCanceled: isCanceled, duration: .seconds(seconds),
            steps: [.create: .seconds(seconds / 2)])
    }

    @Test func `percentiles are times of real deploys, by nearest rank`() {
        // Of 20 values the 50th percentile is the 10th, the 95th the 19th and the 99th the 20th.
        let statistics = DeployStatistics((1...20).shuffled().map { deploy($0 * 10) })
        #expect(statistics.whole.count == 20)
        #expect(statistics.whole.p50Milliseconds == 100_000)
        #expect(statistics.whole.p95Milliseconds == 190_000)
        #expect(statistics.whole.p99Milliseconds == 200_000)
        let create = statistics.steps.first { $0.name == "create" }
        #expect(create?.p50Milliseconds == 50_000 && create?.p95Milliseconds == 95_000)
        #expect(statistics.steps.first { $0.name == "verify" }?.count == 0)
        // 130, 140, … 200.
        #expect(statistics.shareOverTwoMinutes == 0.4)
    }

    @Test func `exactly two minutes are not over two minutes`() {
        #expect(DeployStatistics([deploy(120), deploy(121)]).shareOverTwoMinutes == 0.5)
    }

    @Test func `a canceled deploy counts neither as a success nor as a failure`() {
        let statistics = DeployStatistics([
            deploy(10), deploy(20), deploy(30), deploy(5, .failed), deploy(3, .failed, isCanceled: true),
        ])
        #expect(statistics.succeeded == 3 && statistics.failed == 1 && statistics.canceled == 1)
        #expect(statistics.successRate == 0.75)
        #expect(statistics.whole.count == 3)
    }

    @Test func `without deploys there is no rate and no time`() {
        let statistics = DeployStatistics([])
        #expect(statistics.successRate == nil && statistics.shareOverTwoMinutes == nil)
        #expect(statistics.whole.p50Milliseconds == nil)
    }

    @Test func `with one deploy every percentile is its time`() {
        let whole = DeployStatistics([deploy(7)]).whole
        #expect([whole.p50Milliseconds, whole.p95Milliseconds, whole.p99Milliseconds] == [7000, 7000, 7000])
    }
}
