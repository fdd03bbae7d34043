import Foundation
import Testing

@testable import SimulatedMachine

@Suite struct CloudInitReportTests {
    private func status(_ change: (inout CloudInitStatus.Stages) -> Void) -> CloudInitStatus {
        var status = CloudInitStatus()
        status.v1.datasource = "DataSourceHetzner"
        status.v1.initNetwork = .init(start: 1, finished: 2)
        change(&status.v1)
        return status
    }

    @Test func `reports "not run" before the first stage`() {
        #expect(CloudInitReport(nil, resultExists: false).status == "not run")
    }

    @Test func `reports "running" between two stages`() {
        let report = CloudInitReport(status { _ in }, resultExists: false)
        #expect(report.status == "running" && report.isUnfinished)
    }

    @Test func `names the running stage in the detail`() {
        let running = status {
            $0.stage = "modules-final"
            $0.modulesFinal.start = 3
        }
        #expect(CloudInitReport(running, resultExists: false).detail == "Running in stage: modules-final")
    }

    @Test func `reports "done" once result.json exists`() throws {
        let report = CloudInitReport(
            status { $0.modulesFinal = .init(start: 3, finished: 1_700_000_000) }, resultExists: true)
        #expect(report.status == "done" && !report.isUnfinished)
        let json = try JSONSerialization.jsonObject(with: Data(try report.json().utf8)) as? [String: Any]
        #expect(json?["status"] as? String == "done")
        #expect(json?["errors"] as? [String] == [])
        #expect(json?["datasource"] as? String == "hetzner")
        #expect(json?["last_update"] as? String == "Tue, 14 Nov 2023 22:13:20 +0000")
    }

    @Test func `reports an error at once, which ends waiting`() {
        let report = CloudInitReport(
            status { $0.modulesFinal = .init(errors: ["('a', b)"], start: 3) }, resultExists: false)
        #expect(report.status == "error" && !report.isUnfinished && report.errors == ["('a', b)"])
        #expect(report.table(isLong: true).contains("detail:\n('a', b)"))
    }
}
