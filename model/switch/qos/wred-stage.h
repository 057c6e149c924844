/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WRED_STAGE_H
#define WRED_STAGE_H

#include "ns3/egress-stage.h"
#include "ns3/fabric-random.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Weighted random early detection with ECN, class by class (S. Floyd, V. Jacobson, "Random early
 * detection gateways for congestion avoidance", IEEE/ACM ToN 1993; RFC 3168): nothing happens up to
 * the minimum, a frame is hit with a probability that rises to a maximum at the upper threshold,
 * and always above it. A frame that is ECN-capable is marked, another one is dropped as it comes.
 *
 * The length is that of the class queue with the frame, in bytes. With weight w it is an average,
 * moved by 2^-w of the difference at each frame that comes, and while the queue is empty as if
 * packets of 1,000 bytes went by; weight 0 is the length itself.
 *
 * ACKs and other answers are spared: those of NICs have the ECN-capable traffic class of their
 * queue pair, ours have not.
 */
class WredStage final : public EgressStage
{
  public:
    /** What is done to a class. */
    struct Curve
    {
        bool used{false};      ///< whether anything is
        uint64_t least{0};     ///< bytes up to which nothing happens
        uint64_t most{0};      ///< bytes above which all is hit
        double probability{0}; ///< at most
        uint32_t weight{0};    ///< exponent of the average
    };

    /** What is done to each class. */
    using Curves = std::array<Curve, CLASS_COUNT>;

    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    WredStage();
    ~WredStage() override;

    /**
     * Read what is done to classes.
     * @param text class:minimum:maximum:percent:weight joined by /
     * @return by class
     * @throws ConfigError naming what is wrong
     */
    static Curves Read(const std::string& text);

    /**
     * @param curve of a class
     * @param bytes length of its queue, as averaged
     * @return the probability of a mark or drop
     */
    static double GetProbability(const Curve& curve, double bytes);

    /** @return frames dropped early. */
    uint64_t GetDrops() const
    {
        return m_drops;
    }

    /**
     * @param port a port
     * @param priority a class
     * @return its average length, bytes
     */
    double GetAverage(uint16_t port, uint8_t priority) const;

  private:
    /// The average of a class of a port.
    struct Average
    {
        double bytes{0};
        uint64_t emptySince{0}; ///< ps
    };

    bool DoArrive(Frame& frame, PortView port) override;
    void DoLeave(Frame& frame, PortView port) override;
    std::string DoStart() override;
    bool DoIsUsed() const override;
    bool DoLooksAtArrivals() const override;
    uint64_t DoGetMarks() const override;
    uint64_t DoGetLeastMark(uint8_t classes) const override;
    int64_t DoAssignStreams(int64_t stream) override;
    std::string DoGetIdleReason() const override;
    Average& GetState(PortView port, uint8_t priority);
    double Measure(const Frame& frame, PortView port);
    bool IsHit(const Curve& curve, double bytes);
    void Mark(Frame& frame, const Curve& curve, double bytes);

    std::string m_text;
    bool m_atDequeue;
    Curves m_curves{};
    std::vector<std::array<Average, CLASS_COUNT>> m_averages; ///< by port
    uint64_t m_marks{0};
    uint64_t m_drops{0};
    FabricRandom m_random;
};

} // namespace aifabric
} // namespace ns3

#endif // WRED_STAGE_H
