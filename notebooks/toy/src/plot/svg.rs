//! The backend: plotters draws on it, it writes SVG.
//!
//! Beside what plotters' own SVG backend does, it writes text as outlines, joins neighbours of one style into one path
//! (two thousand points become one), cuts at the edge of the plot area, and knows dashes. What plotters' styles have no
//! word for comes through the [`Pen`] that the drawing code and the canvas share.

use super::clip::{clip_polygon, clip_segment};
use super::font::{self, Weight, signed};
use super::style::UNIT;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};
use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

/// What the next strokes look like beyond colour and width. All lengths in units of the canvas.
#[derive(Clone, Debug, Default)]
pub(super) struct Pen {
    /// Left, top, right, bottom of what may be drawn on.
    pub clip: Option<[f64; 4]>,
    /// Lengths of dashes and gaps.
    pub dash: Vec<f64>,
    /// Edges without smoothing, for areas that must meet without a seam.
    pub crisp: bool,
    /// A light edge around letters that stand over data.
    pub halo: Option<plotters::style::RGBColor>,
}

/// What the drawing code keeps of a canvas that plotters owns: the pen, and in the end the drawing.
#[derive(Clone, Debug, Default)]
pub(super) struct Handle {
    pub pen: Rc<RefCell<Pen>>,
    drawing: Rc<RefCell<Drawing>>,
}

impl Handle {
    /// All elements drawn so far.
    pub fn take(&self) -> String {
        let mut drawing = self.drawing.borrow_mut();
        drawing.flush();
        std::mem::take(&mut drawing.done)
    }

    pub fn canvas(&self, width: f64, height: f64) -> Canvas {
        Canvas {
            size: ((width * UNIT) as u32, (height * UNIT) as u32),
            handle: self.clone(),
        }
    }
}

/// Finished elements, and the path that is being extended: its attributes and its data.
#[derive(Debug, Default)]
struct Drawing {
    done: String,
    attributes: String,
    data: String,
    /// Where the open path stands, for relative moves.
    at: (i64, i64),
    /// Length of the data just after the last sloped line.
    sloped: usize,
}

impl Drawing {
    fn flush(&mut self) {
        if !self.data.is_empty() {
            self.done += &format!("<path {} d=\"{}\"/>\n", self.attributes, self.data);
            self.data.clear();
        }
    }

    /// Goes on with a path of these attributes at a place.
    fn start(&mut self, attributes: String, x: i64, y: i64) {
        if attributes != self.attributes || self.data.is_empty() {
            self.flush();
            self.attributes = attributes;
            self.data = format!("M{x}{}", signed(y));
        } else {
            self.data += &format!("m{}{}", x - self.at.0, signed(y - self.at.1));
        }
        self.at = (x, y);
    }

    fn line_to(&mut self, x: i64, y: i64) {
        let (dx, dy) = (x - self.at.0, y - self.at.1);
        let again = self.sloped == self.data.len();
        match (dx, dy) {
            (0, 0) => return,
            (_, 0) => self.data += &format!("h{dx}"),
            (0, _) => self.data += &format!("v{dy}"),
            // A second slope in a row needs no letter.
            _ if again => self.data += &format!("{}{}", signed(dx), signed(dy)),
            _ => self.data += &format!("l{dx}{}", signed(dy)),
        }
        if dx != 0 && dy != 0 {
            self.sloped = self.data.len();
        }
        self.at = (x, y);
    }

    /// Closes a contour; the pen is back at its start.
    fn close(&mut self, start: (i64, i64)) {
        self.data.push('z');
        self.at = start;
    }
}

/// The drawing surface that plotters is given.
pub(super) struct Canvas {
    size: (u32, u32),
    handle: Handle,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// `name="#rrggbb"`, with an opacity if it is not 1.
fn paint(name: &str, color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    let opacity = match (color.alpha * 100.0).round() / 100.0 {
        a if a >= 1.0 => String::new(),
        a => format!(" {name}-opacity=\"{a}\""),
    };
    format!("{name}=\"#{r:02x}{g:02x}{b:02x}\"{opacity}")
}

impl Canvas {
    fn stroke(&self, color: BackendColor, width: u32) -> String {
        let dash = &self.handle.pen.borrow().dash;
        let dash = match dash.is_empty() {
            true => String::new(),
            false => {
                let lengths: Vec<String> = dash.iter().map(f64::to_string).collect();
                format!(" stroke-dasharray=\"{}\"", lengths.join(" "))
            }
        };
        let cap = if dash.is_empty() { "round" } else { "butt" };
        format!(
            "fill=\"none\" {} stroke-width=\"{width}\" stroke-linejoin=\"round\" stroke-linecap=\"{cap}\"{dash}",
            paint("stroke", color)
        )
    }

    /// A line in pieces: what lies inside the clip.
    fn polyline(&mut self, points: &[(f64, f64)], attributes: &str) {
        let clip = self.handle.pen.borrow().clip;
        let mut drawing = self.handle.drawing.borrow_mut();
        let mut end = None;
        for pair in points.windows(2) {
            let Some((a, b)) = clip_segment(pair[0], pair[1], clip) else {
                end = None;
                continue;
            };
            if end != Some(a) {
                drawing.start(
                    attributes.to_owned(),
                    a.0.round() as i64,
                    a.1.round() as i64,
                );
            }
            drawing.line_to(b.0.round() as i64, b.1.round() as i64);
            end = Some(b);
        }
    }

    fn polygon(&mut self, points: Vec<(f64, f64)>, mut attributes: String) {
        let clip = self.handle.pen.borrow().clip;
        if self.handle.pen.borrow().crisp {
            attributes += " shape-rendering=\"crispEdges\"";
        }
        let points = clip_polygon(points, clip);
        let mut whole = points
            .iter()
            .map(|p| (p.0.round() as i64, p.1.round() as i64));
        let Some(first) = whole.next() else { return };
        let mut drawing = self.handle.drawing.borrow_mut();
        drawing.start(attributes, first.0, first.1);
        whole.for_each(|(x, y)| drawing.line_to(x, y));
        drawing.close(first);
    }
}

fn real(point: BackendCoord) -> (f64, f64) {
    (f64::from(point.0), f64::from(point.1))
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        let (x, y) = real(point);
        let corners = vec![(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)];
        self.polygon(corners, paint("fill", color));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let attributes = self.stroke(style.color(), style.stroke_width());
        let points: Vec<(f64, f64)> = path.into_iter().map(real).collect();
        self.polyline(&points, &attributes);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let ((x0, y0), (x1, y1)) = (upper_left, bottom_right);
        let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
        if fill {
            self.polygon(corners.map(real).to_vec(), paint("fill", style.color()));
            Ok(())
        } else {
            self.draw_path(corners.into_iter().chain([(x0, y0)]), style)
        }
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vertices: I,
        style: &S,
    ) -> Drawn {
        self.polygon(
            vertices.into_iter().map(real).collect(),
            paint("fill", style.color()),
        );
        Ok(())
    }

    /// A filled circle is a line of no length with round ends: many of them fit into one path.
    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let clip = self.handle.pen.borrow().clip;
        let (x, y) = real(center);
        if clip.is_some_and(|[l, t, r, b]| x < l || x > r || y < t || y > b) {
            return Ok(());
        }
        let (x, y) = (i64::from(center.0), i64::from(center.1));
        let mut drawing = self.handle.drawing.borrow_mut();
        if fill {
            let paint = paint("stroke", style.color());
            let attributes = format!(
                "{paint} stroke-width=\"{}\" stroke-linecap=\"round\"",
                2 * radius
            );
            drawing.start(attributes, x, y);
            drawing.data += "h0";
        } else {
            let r = i64::from(radius);
            let paint = paint("stroke", style.color());
            let attributes = format!(
                "fill=\"none\" {paint} stroke-width=\"{}\"",
                style.stroke_width()
            );
            drawing.start(attributes, x - r, y);
            drawing.data += &format!("a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 {} 0", 2 * r, -2 * r);
        }
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = font::width(text, style.size(), weight(style));
        Ok((width.round() as u32, style.size().round() as u32))
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Drawn {
        let (size, weight) = (style.size(), weight(style));
        let width = font::width(text, size, weight);
        let (x, y) = real(pos);
        let x = match style.anchor().h_pos {
            HPos::Left => x,
            HPos::Center => x - width / 2.0,
            HPos::Right => x - width,
        };
        let y = match style.anchor().v_pos {
            VPos::Bottom => y,
            VPos::Center => y + font::DIGIT_HEIGHT * size / 2.0,
            VPos::Top => y + font::DIGIT_HEIGHT * size,
        };
        let outlines = font::outlines(text, x, y, size, weight);
        let halo = self.handle.pen.borrow().halo.map_or_else(String::new, |c| {
            format!(
                " stroke=\"#{:02x}{:02x}{:02x}\" stroke-width=\"35\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
                c.0, c.1, c.2
            )
        });
        let mut drawing = self.handle.drawing.borrow_mut();
        let attributes = paint("fill", style.color()) + &halo;
        if drawing.attributes != attributes {
            drawing.flush();
            drawing.attributes = attributes;
        }
        // Outlines start with an absolute move, so they can follow anything of their colour.
        drawing.data += &outlines;
        drawing.at = (i64::MIN / 4, 0);
        drawing.flush();
        Ok(())
    }
}

fn weight<S: BackendTextStyle>(style: &S) -> Weight {
    match style.style() {
        FontStyle::Bold => Weight::Bold,
        _ => Weight::Regular,
    }
}
