/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLASS_SHAPERS_H
#define CLASS_SHAPERS_H

#include "ns3/fabric-port.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Shapers of a switch: rates that classes do not exceed at any of its ports, in the steps of 200
 * Mb/s that Nexus 9000 switches of the GX2 and HX families have.
 *
 * A shaper counts bytes of frames, FCS included, preamble and gap left out. A frame may begin if
 * the class has no debt. It costs its bytes at the rate of the shaper, without remainder: in the
 * long run the rate is exact. Of what a class has not used at most Burst bytes are kept, so that
 * waiting for a frame of another class costs no rate.
 */
class ClassShapers
{
  public:
    /// Step of rates, bits per second.
    static constexpr uint64_t STEP = 200000000;
    /// What a class may use later, bytes.
    static constexpr uint64_t BURST = 9216;

    /**
     * Take up work.
     * @param text class:rate joined by /, such as 3:100Gbps
     * @param node number of the switch's node
     * @param ports its ports, which outlive the shapers
     * @return an empty string, or what is wrong with the text
     */
    std::string Start(const std::string& text,
                      uint32_t node,
                      const std::vector<FabricPort*>& ports);

    /**
     * A frame leaves its queue, to be sent.
     * @param port the port
     * @param frame the frame
     */
    void Charge(FabricPort& port, const Frame& frame)
    {
        if (m_rates[frame.priority] != 0)
        {
            ChargeShaped(port, frame);
        }
    }

  private:
    /// The shapers of a port.
    struct Port
    {
        FabricPort* device{nullptr};
        std::array<uint64_t, CLASS_COUNT> next{};      ///< when a class is out of debt, ps
        std::array<uint64_t, CLASS_COUNT> remainder{}; ///< of the division by the rate
        FabricEvent release;                           ///< some class is out of debt

        /** Let classes out that have no debt any more. */
        void Release();
        /** Wait for the first class that is held. */
        void Arm();
    };

    void ChargeShaped(FabricPort& port, const Frame& frame);

    std::array<uint64_t, CLASS_COUNT> m_rates{}; ///< bits per second; 0: not shaped
    std::array<uint64_t, CLASS_COUNT> m_depth{}; ///< time of Burst at the rate, ps
    std::vector<std::unique_ptr<Port>> m_ports;
};

} // namespace aifabric
} // namespace ns3

#endif // CLASS_SHAPERS_H
