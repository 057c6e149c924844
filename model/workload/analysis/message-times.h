/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_TIMES_H
#define MESSAGE_TIMES_H

#include "ns3/fabric-routes.h"
#include "ns3/ptr.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * How long messages and their frames take on an idle fabric. Times are in ps; rates are the time of
 * a byte in 2^-16 ps, as links keep them.
 */
class MessageTimes
{
  public:
    /** What the times depend on besides the fabric. */
    struct Config
    {
        uint32_t mtu{4096};      ///< payload bytes of a full packet
        uint32_t ackInterval{1}; ///< packets that one ACK covers
        uint32_t ipExtra{0};     ///< bytes by which headers exceed those of IPv4
        bool rateless{false};    ///< whether packets are coded, and none is the first or last
        /// by how much a host that has something to send may be later than the first host, ps
        double lag{INFINITY};
        double fraction{1};      ///< of the line rate at which hosts send at most
        double spread{INFINITY}; ///< time within which hosts start, ps
    };

    /** What all paths between two edge switches have in common on an idle fabric. */
    struct Middle
    {
        double delay{0};                                  ///< propagation and forwarding, ps
        std::vector<std::pair<uint64_t, uint32_t>> links; ///< how many have which rate
        std::vector<std::pair<uint64_t, uint32_t>>
            cuts;                    ///< those whose frames go on before their end
        uint32_t header{UINT32_MAX}; ///< the least bytes after which they do
        uint64_t second{0};          ///< time of a byte on the first of the links; 0: there is none
        uint64_t slowest{0};   ///< time of a byte on the slowest link that no path avoids, 2^-16 ps
        bool reachable{false}; ///< whether there is a path
    };

    /** One-way path of an idle fabric. */
    struct Path
    {
        const Middle* middle{nullptr}; ///< between the links of the hosts
        double delay{0};               ///< propagation and forwarding, ps
        uint64_t first{0};             ///< time of a byte on the first link, 2^-16 ps
        uint64_t last{0};              ///< and on the last one
        uint32_t header{UINT32_MAX};   ///< bytes after which frames go on behind the first link
    };

    /** Sizes of the frames of a message. */
    struct Sizes
    {
        uint64_t packets{0}; ///< how many frames
        uint32_t first{0};   ///< the first, with a RETH
        uint32_t middle{0};  ///< each between them
        uint32_t last{0};    ///< the last, with a RETH if it is the first
        uint32_t alone{0};   ///< the last if it is a piece of its own
    };

    /**
     * @param routes the paths of the fabric
     * @param config the rest
     */
    MessageTimes(Ptr<const FabricRoutes> routes, const Config& config);

    /**
     * @param size bytes of a frame
     * @param perByte time of a byte
     * @return the wire time of the frame with its gap
     */
    static double WithGap(uint32_t size, uint64_t perByte);

    /**
     * @param size bytes of a frame
     * @param perByte time of a byte
     * @return the wire time of the frame without its gap
     */
    static double WithoutGap(uint32_t size, uint64_t perByte);

    /**
     * @param src sending host
     * @param dst receiving host
     * @param plane a plane
     * @return what all paths between them have in common there; valid as long as this object
     */
    Path GetPath(uint32_t src, uint32_t dst, uint32_t plane);

    /**
     * @param path a path
     * @param size bytes of a frame
     * @return the time in which all links of the path send the frame once, without gaps
     */
    static double GetTime(const Path& path, uint32_t size);

    /**
     * @param path a path
     * @param size bytes of a frame
     * @return the time after which the second link of the path may send it
     */
    static double GetFirst(const Path& path, uint32_t size)
    {
        return WithoutGap(std::min(size, path.header), path.first);
    }

    /**
     * @param path a path
     * @return whether some switch on it forwards frames before their end
     */
    static bool IsCut(const Path& path)
    {
        return path.header != UINT32_MAX || !path.middle->cuts.empty();
    }

    /**
     * @param host a host
     * @param plane a plane
     * @return time of a byte on its link
     */
    uint64_t GetPerByte(uint32_t host, uint32_t plane) const;

    /**
     * @param bytes payload of a message
     * @return the sizes of its frames
     */
    Sizes GetSizes(uint64_t bytes) const;

    /**
     * @param sizes of the frames of a message
     * @param perByte time of a byte
     * @return the time in which a link sends them, gaps included
     */
    static double GetWireTime(const Sizes& sizes, uint64_t perByte);

    /**
     * @param bytes payload of the packets of a message that go one way
     * @param isWhole whether these are all of them; if not, the first may be among the others
     * @return sizes of their frames, the least that there can be
     */
    Sizes GetLeastSizes(uint64_t bytes, bool isWhole) const;

    /**
     * @param path a path
     * @param sizes of the frames that take it
     * @return the time from posting the message to the arrival of its last bit
     */
    double GetArrivalTime(const Path& path, const Sizes& sizes) const;

    /**
     * @param path a path
     * @return the time in which an ACK comes back
     */
    double GetAckTime(const Path& path) const;

  private:
    void TakeShortest(uint32_t src, uint32_t dst, uint32_t plane, Middle& middle) const;

    Ptr<const FabricRoutes> m_routes;
    Config m_config;
    std::unordered_map<uint64_t, Middle> m_middles; ///< by pair of edge switches
};

} // namespace aifabric
} // namespace ns3

#endif // MESSAGE_TIMES_H
