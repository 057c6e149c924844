/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TELEMETRY_STAGE_H
#define TELEMETRY_STAGE_H

#include "egress-stage.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * In-band telemetry (Y. Li et al., "HPCC: high precision congestion control", SIGCOMM'19): a switch
 * adds a record of time, queue, bytes sent and link rate to data packets that ask for it
 * (FRAME_TELEMETRY), and they are longer from there on. The records are in FrameExtra;
 * TelemetryWord is what they are on the wire.
 */
class TelemetryStage : public EgressStage
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    TelemetryStage();
    ~TelemetryStage() override;

    /** @return records that were added. */
    uint64_t GetRecords() const
    {
        return m_records;
    }

    /** @return records that found no room on their packet. */
    uint64_t GetMissed() const
    {
        return m_missed;
    }

  private:
    void DoLeave(Frame& frame, PortView port) override;
    uint32_t DoGetGrowth() const override;
    std::string DoGetIdleReason() const override;

    bool m_every;
    uint32_t m_bytes;
    uint64_t m_records{0};
    uint64_t m_missed{0};
};

} // namespace aifabric
} // namespace ns3

#endif // TELEMETRY_STAGE_H
