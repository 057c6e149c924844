/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RED_MARKER_H
#define RED_MARKER_H

#include "egress-stage.h"

#include "ns3/fabric-frame.h"
#include "ns3/fabric-random.h"
#include "ns3/fabric-trace.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * ECN marking by the instantaneous length of the egress class queue, as DCQCN's congestion point
 * wants it: never up to Kmin, with a probability that rises to Pmax at Kmax, always above.
 *
 * The queue is looked at when a frame leaves it, the frame included. It is the first stage of a
 * switch, which calls Mark() itself, for speed.
 */
class RedMarker final : public EgressStage
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    RedMarker();
    ~RedMarker() override;

    /**
     * Mark a frame that leaves its queue, if it is ECN-capable and chance will have it.
     * @param frame the frame
     * @param bytes length of its class queue
     */
    void Mark(Frame& frame, uint64_t bytes)
    {
        if (bytes > m_kmin && m_enabled && frame.ecn != Ecn::NOT_ECT && frame.ecn != Ecn::CE)
        {
            MarkAbove(frame, bytes);
        }
    }

    /**
     * The marking probability.
     * @param bytes length of a class queue
     * @return a probability
     */
    double GetProbability(uint64_t bytes) const;

    /**
     * Signature of sinks of marks.
     * @param frame the frame, marked
     * @param bytes length of its class queue
     */
    using MarkedTracedCallback = void (*)(const Frame& frame, uint64_t bytes);

  private:
    void DoLeave(Frame& frame, PortView port) override;
    std::string DoStart() override;
    bool DoIsUsed() const override;
    uint64_t DoGetMarks() const override;
    uint64_t DoGetLeastMark(uint8_t classes) const override;
    int64_t DoAssignStreams(int64_t stream) override;
    void MarkAbove(Frame& frame, uint64_t bytes);

    uint64_t m_kmin;
    uint64_t m_kmax;
    double m_pmax;
    bool m_enabled;
    uint64_t m_marks{0};
    FabricRandom m_random;
    FabricTrace<const Frame&, uint64_t> m_markedTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // RED_MARKER_H
