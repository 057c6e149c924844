/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_WATCH_H
#define FABRIC_WATCH_H

#include "fabric-container.h"

#include "ns3/run-guard.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Watches whether a fabric still gets anywhere, and ends the simulation if it does not.
 *
 * A fabric is stuck if no frame but those of PFC has moved for the larger of ten retransmission
 * timeouts and 1 ms, while every port with work is paused. What waits for what is then reported:
 * the cycle of waiting ports, or the port that keeps others waiting for no reason. A fabric is
 * idle if it has nothing to send; if ns-3 has nothing to do either, the simulation ends too, even
 * if timers and refreshes go on.
 */
class FabricWatch : public RunGuard
{
  public:
    /** Where a port is. */
    struct PortId
    {
        uint32_t vertex{0}; ///< vertex of the topology
        uint16_t port{0};   ///< number of the port there
    };

    /** @param fabric the fabric, installed */
    explicit FabricWatch(const FabricContainer& fabric);

    State Look(uint64_t now) override;
    uint64_t GetInterval() const override;
    bool IsIdle() const override;

    /** @return what is stuck, such as "deadlock: leaf0:2 waits for ..."; empty: nothing. */
    const std::string& GetReport() const
    {
        return m_report;
    }

    /** @return the first port of the report. */
    const std::string& GetSubject() const
    {
        return m_subject;
    }

    /** @return when it was found, ps. */
    uint64_t GetReportTime() const
    {
        return m_reportTime;
    }

    /**
     * Take over reporting; by default the report is printed on standard error.
     * @param callback called once with the report
     */
    void SetReportCallback(std::function<void(const std::string&)> callback)
    {
        m_callback = std::move(callback);
    }

  private:
    /// A port and who serves it.
    struct Port
    {
        FabricPort* device; ///< itself
        PortId id;          ///< where it is
    };

    bool IsQuiet() const;
    bool HasQueuePair(bool (QueuePair::*condition)() const) const;
    uint64_t CountMoves() const;
    uint64_t GetPatience() const;
    bool HasFramesUnderWay() const;
    uint8_t GetWork(uint32_t port) const;
    std::vector<uint32_t> ListWaiting() const;
    std::vector<uint32_t> ListCauses(uint32_t port) const;
    void Report(const std::vector<uint32_t>& waiting, uint64_t now);
    std::string GetPortName(uint32_t port) const;
    uint32_t GetPeer(uint32_t port) const;

    FabricContainer m_names; ///< its topology only
    std::vector<Port> m_ports;
    std::vector<uint32_t> m_first; ///< by vertex, its first port among m_ports
    std::vector<RoceNic*> m_nics;
    std::vector<FabricSwitch*> m_switches;
    std::function<void(const std::string&)> m_callback;
    std::string m_report;
    std::string m_subject;
    uint64_t m_reportTime{0};
    uint64_t m_moves{UINT64_MAX}; ///< frames moved at the last look
    uint64_t m_movedAt{0};        ///< when frames were last seen to have moved, ps
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_WATCH_H
